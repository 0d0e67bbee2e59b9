package caravel.control.db;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/// A TCP proxy in front of a database server, which cuts a connection at its next commit.
final class CuttingProxy implements Closeable {
  /// Where the connection is cut.
  enum Cut {
    NEVER,
    /// The server does not get the commit.
    BEFORE_THE_COMMIT,
    /// The server commits, and its answer is lost.
    AFTER_THE_COMMIT
  }

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final String COMMIT = "COMMIT";

  private final int serverPort;
  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final AtomicReference<Cut> next = new AtomicReference<>(Cut.NEVER);
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

  CuttingProxy(int serverPort) throws IOException {
    this.serverPort = serverPort;
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /// Cuts the connection of the next commit, once.
  void cutNext(Cut cut) {
    next.set(cut);
  }

  private void accept() {
    try {
      while (true) {
        var client = listening.accept();
        var server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        open.add(client);
        open.add(server);
        var answersDropped = new AtomicReference<>(false);
        Thread.ofVirtual().start(() -> requests(client, server, answersDropped));
        Thread.ofVirtual().start(() -> answers(server, client, answersDropped));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void requests(Socket client, Socket server, AtomicReference<Boolean> answersDropped) {
    try (client;
        server) {
      var in = client.getInputStream();
      var out = server.getOutputStream();
      var buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (new String(buffer, 0, read, StandardCharsets.ISO_8859_1).contains(COMMIT)) {
          switch (next.getAndSet(Cut.NEVER)) {
            case BEFORE_THE_COMMIT -> {
              return;
            }
            case AFTER_THE_COMMIT -> answersDropped.set(true);
            case NEVER -> {}
          }
        }
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException closed) {
      // One of the two has closed the connection.
    }
  }

  private static void answers(
      Socket server, Socket client, AtomicReference<Boolean> answersDropped) {
    try (client;
        server) {
      copy(server.getInputStream(), client.getOutputStream(), answersDropped);
    } catch (IOException closed) {
      // One of the two has closed the connection.
    }
  }

  /// Ends at the first answer that is dropped: the server has committed then.
  private static void copy(
      InputStream in, OutputStream out, AtomicReference<Boolean> answersDropped)
      throws IOException {
    var buffer = new byte[BUFFER_BYTES];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      if (answersDropped.get()) {
        return;
      }
      out.write(buffer, 0, read);
      out.flush();
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (var socket : open) {
      socket.close();
    }
  }
}
