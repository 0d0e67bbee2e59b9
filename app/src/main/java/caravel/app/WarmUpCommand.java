package caravel.app;

import caravel.backup.LocalDisk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Starts a temporary demo, sends some requests and ends. The launcher records from it the class
/// data that makes later starts fast.
@Command(name = "warm-up", hidden = true)
final class WarmUpCommand implements Callable<Integer> {
  private static final List<String> PATHS =
      List.of("/plans", "/info", "/identity", "/healthz", "/");

  private final ProcessContext context;

  WarmUpCommand(ProcessContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var folder = Files.createTempDirectory("caravel-warm-up");
    try {
      var variables =
          Map.of(
              "DATA_DIR", folder.toString(),
              "PORT", freePort(),
              "ENGINE_PORT", freePort(),
              "LOG_LEVEL", "error");
      var outcome = Config.read(variables, folder, context.terminal(), Setting.Command.SERVE);
      var faults = outcome.faults();
      try (var _ = Preflight.ofServe(outcome.config(), faults)) {
        if (!context.accepts(faults)) {
          return Main.EXIT_REFUSED;
        }
        Logging.configure(outcome.config().logs());
        visit(outcome.config());
      }
      return 0;
    } finally {
      LocalDisk.deleteFolder(folder);
    }
  }

  private void visit(Config config) throws IOException, InterruptedException {
    var keys = ServerKeys.of(config);
    try (var _ = new Wiring(config, keys, context.home(), context.clock());
        var client = HttpClient.newHttpClient()) {
      Greeting.lines(config, keys);
      for (var path : PATHS) {
        var request =
            HttpRequest.newBuilder(URI.create(config.http().serverUrl() + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        client.send(request, BodyHandlers.discarding());
      }
    }
  }

  private static String freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Integer.toString(socket.getLocalPort());
    }
  }
}
