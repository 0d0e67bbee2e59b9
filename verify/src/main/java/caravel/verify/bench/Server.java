package caravel.verify.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A child process in a folder of its own.
public final class Server implements AutoCloseable {
  private static final int END_SECONDS_MAX = 20;
  private static final int LOG_LINES_SHOWN = 20;

  private final Process process;
  private final Path log;

  private Server(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /// @param folder the working directory, where `server.log` is written
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

  /// @throws WrongAnswerException with the end of its log when it has ended
  public void requireAlive() throws IOException {
    if (!process.isAlive()) {
      var lines = Files.readAllLines(log);
      var end = lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
      throw new WrongAnswerException("the server ended:\n" + String.join("\n", end));
    }
  }

  /// A port of the loopback address that was free a moment ago.
  public static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// Deletes a folder with all that is in it.
  public static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
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
