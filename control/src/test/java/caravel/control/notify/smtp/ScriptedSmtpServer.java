package caravel.control.notify.smtp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// An SMTP server on a free port that answers as a test says, for the faults that GreenMail never
/// has.
public final class ScriptedSmtpServer implements AutoCloseable {
  /// Closes the connection in place of an answer.
  public static final String DROP = "drop";

  /// Never answers.
  public static final String HANG = "hang";

  private static final Map<String, String> USUAL =
      Map.of(
          "CONNECT", "220 here",
          "HELO", "250 here",
          "STARTTLS", "220 go on",
          "AUTH", "235 welcome",
          "MAIL", "250 ok",
          "RCPT", "250 ok",
          "DATA", "354 go on",
          ".", "250 ok",
          "QUIT", "221 bye");

  /// The reply to a command, such as `RCPT`; `.` is the end of a text, `CONNECT` the greeting.
  public final Map<String, String> replies = new ConcurrentHashMap<>();

  /// The texts of the mails that arrived whole, also those that were not answered.
  public final List<String> mails = new CopyOnWriteArrayList<>();

  /// All received commands.
  public final List<String> commands = new CopyOnWriteArrayList<>();

  private final ServerSocket listening;
  private final @Nullable SSLContext tls;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /// @param tls null = the server does not offer STARTTLS
  public ScriptedSmtpServer(@Nullable SSLContext tls) throws IOException {
    this.tls = tls;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        var socket = listening.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The test has ended.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      talk(socket, true);
    } catch (IOException gone) {
      // The client has closed the connection.
    }
  }

  private void talk(Socket socket, boolean isFresh) throws IOException {
    var in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    if (isFresh && !answer(socket, "CONNECT")) {
      return;
    }
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      commands.add(line);
      var verb = line.split("[ :]", 2)[0].toUpperCase(java.util.Locale.ROOT);
      if (verb.equals("EHLO")) {
        var offers = tls != null && !(socket instanceof SSLSocket) ? "250-STARTTLS\r\n" : "";
        write(socket, "250-here\r\n" + offers + "250 AUTH PLAIN LOGIN");
        continue;
      }
      if (!answer(socket, verb)) {
        return;
      }
      if (verb.equals("STARTTLS") && tls != null) {
        var secure =
            (SSLSocket)
                tls.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        secure.setUseClientMode(false);
        talk(secure, false);
        return;
      }
      if (verb.equals("DATA") && reply(verb).startsWith("354")) {
        var text = new StringBuilder();
        for (var part = in.readLine(); part != null && !part.equals("."); part = in.readLine()) {
          text.append(part).append('\n');
        }
        mails.add(text.toString());
        if (!answer(socket, ".")) {
          return;
        }
      }
    }
  }

  private String reply(String verb) {
    return replies.getOrDefault(verb, USUAL.getOrDefault(verb, "250 ok"));
  }

  private boolean answer(Socket socket, String verb) throws IOException {
    var reply = reply(verb);
    if (reply.equals(HANG)) {
      return socket.getInputStream().read() > Integer.MAX_VALUE - 1;
    }
    if (reply.equals(DROP)) {
      return false;
    }
    write(socket, reply);
    return true;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (var socket : open) {
        socket.close();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
