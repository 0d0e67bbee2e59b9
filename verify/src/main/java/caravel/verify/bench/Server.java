package caravel.verify.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A child process in its own folder.
public final class Server implements AutoCloseable {
  private static final int END_SECONDS_MAX = 20;
  private static final int LOG_LINES_SHOWN = 20;

  private final Process process;
  private final Path log;

  private Server(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /// @param folder the working directory, with `server.log`
  public static Server start(List<String> command, Map<String, String> environment, Path folder)
      throws IOException {
    var log = folder.resolve("server.log");
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return new Server(builder.start(), log);
  }

  public long pid() {
    return process.pid();
  }

  Meter meter() {
    return new Meter(process.pid());
  }

  /// @throws WrongAnswerException with the end of its log when the process has ended
  public void requireAlive() throws IOException {
    if (!process.isAlive()) {
      var lines = Files.readAllLines(log);
      var end = lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
      throw new WrongAnswerException("the server ended:\n" + String.join("\n", end));
    }
  }

  /// A loopback port that was free at the time of the call.
  public static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
