package caravel.app;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/// `caravel engine`: the engine alone, in place of a zooid.
@Command(
    name = "engine",
    description =
        "Runs the engine alone. Reads zooid's own names too: API_HOST, API_WHITELIST, CONFIG, DATA,"
            + " MEDIA, PORT.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class EngineCommand implements Callable<Integer> {
  private final ProcessContext context;

  EngineCommand(ProcessContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    var outcome = context.read(Setting.Command.ENGINE);
    var engine = outcome.config().hosting().engine();
    var preflight = Preflight.ofEngine(outcome.config(), outcome.faults());
    if (!context.accepts(outcome.faults())) {
      preflight.close();
      return Main.EXIT_REFUSED;
    }
    Logging.configure(outcome.config().logs());
    var metrics = new WiringMetrics(context.clock());
    var running =
        WiringEngine.start(
            engine, context.clock(), metrics, WiringBackup.ofEngine(outcome.config()));
    var listen = outcome.config().http().metrics();
    if (listen != null) {
      // Serves until the process ends.
      var _ = MetricsServer.start(metrics.meters(), listen);
    }
    Shutdown.prepare(context, running, preflight);
    context.say("Caravel " + Version.text() + " engine");
    context.say("  relays            " + Config.localUrl("ws", engine.listen()));
    context.say("  their configs     " + engine.folders().config());
    context.say(
        engine.api().host() == null
            ? "  management API    off: ENGINE_API_HOST is not set"
            : "  management API    Host " + engine.api().host());
    context.say(Greeting.ready(context));
    new CountDownLatch(1).await();
    return 0;
  }
}
