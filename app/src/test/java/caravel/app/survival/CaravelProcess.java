package caravel.app.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The program in a separate process, with a data folder that outlives it.
final class CaravelProcess implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(60);

  private final Path log;
  private final Process process;

  private CaravelProcess(Path log, Process process) {
    this.log = log;
    this.process = process;
  }

  /// Starts the command and waits until it reports that it is ready.
  static CaravelProcess start(String command, Path folder, Map<String, String> settings) {
    var program = launch(command, folder, settings);
    program.awaitReady();
    return program;
  }

  /// Starts the command, which must refuse, and returns its output.
  static String refusal(String command, Path folder, Map<String, String> settings) {
    try (var program = launch(command, folder, settings)) {
      await().atMost(START_MAX).until(() -> !program.process.isAlive());
      assertThat(program.process.exitValue()).as(program.said()).isEqualTo(2);
      return program.said();
    }
  }

  /// The result of a command that ends by itself.
  record Ended(int code, String said) {}

  /// Runs a command to its end.
  static Ended run(Path folder, Map<String, String> settings, String... command) {
    try (var program = launch(folder, settings, List.of(command))) {
      await().atMost(START_MAX).until(() -> !program.process.isAlive());
      return new Ended(program.process.exitValue(), program.said());
    }
  }

  private static CaravelProcess launch(String command, Path folder, Map<String, String> settings) {
    return launch(folder, settings, List.of(command));
  }

  private static CaravelProcess launch(
      Path folder, Map<String, String> settings, List<String> command) {
    try {
      Files.createDirectories(folder);
      var log = Files.createTempFile(folder, command.getFirst(), ".log");
      var line =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-XX:+UseCompactObjectHeaders",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-Xshare:auto",
                  "-Dcaravel.transactions.twice=true",
                  "-Dcaravel.home=" + folder,
                  "-cp",
                  System.getProperty("java.class.path"),
                  "caravel.app.Main"));
      line.addAll(command);
      var builder = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().keySet().removeIf(name -> !name.equals("PATH") && !name.equals("HOME"));
      builder.environment().put("LOG_FORMAT", "text");
      builder.environment().putAll(settings);
      return new CaravelProcess(log, builder.start());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Ports that were free at the time of the call.
  static List<Integer> freePorts(int count) {
    var sockets = new ArrayList<ServerSocket>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      var ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
      for (var socket : sockets) {
        socket.close();
      }
      return ports;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void awaitReady() {
    await()
        .atMost(START_MAX)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !process.isAlive() || said().contains("ready in "));
    assertThat(process.isAlive()).as("it started:\n%s", said()).isTrue();
  }

  String said() {
    try {
      return Files.readString(log);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// Runs for a time, then `kill -9`.
  void killAfter(Duration life) throws InterruptedException {
    assertThat(process.waitFor(life)).as("it lives:\n%s", said()).isFalse();
    kill();
  }

  /// `kill -9`, without any clean-up.
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
