package caravel.app;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/// `caravel serve`: the API, the web app and, unless a zooid is named, the engine in one process.
@Command(
    name = "serve",
    description = "Serves the API, the web app and the embedded engine (the default command).",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ServeCommand implements Callable<Integer> {
  private final ProcessContext context;

  ServeCommand(ProcessContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    var outcome = context.read(Setting.Command.SERVE);
    var config = outcome.config();
    var faults = outcome.faults();
    var preflight = Preflight.ofServe(config, faults);
    if (!context.accepts(faults)) {
      preflight.close();
      return Main.EXIT_REFUSED;
    }
    context.say(Greeting.first(config));
    Logging.configure(config.logs());
    var keys = ServerKeys.of(config);
    var wiring = new Wiring(config, keys, context.home(), context.clock());
    Shutdown.prepare(context, wiring, preflight);
    Greeting.lines(config, keys).forEach(context::say);
    context.say(Greeting.ready(context));
    new CountDownLatch(1).await();
    return 0;
  }
}
