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
  private final Surroundings surroundings;

  ServeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    var outcome = surroundings.read(Setting.Command.SERVE);
    var config = outcome.config();
    var faults = outcome.faults();
    var preflight = Preflight.ofServe(config, faults);
    if (!surroundings.accepts(faults)) {
      preflight.close();
      return Main.EXIT_REFUSED;
    }
    surroundings.say(Greeting.first(config));
    Logging.configure(config.logs());
    var keys = Keys.of(config);
    var wiring = new Wiring(config, keys, surroundings.home(), surroundings.clock());
    Ending.prepare(surroundings, wiring, preflight);
    Greeting.lines(config, keys).forEach(surroundings::say);
    surroundings.say(Greeting.ready(surroundings));
    new CountDownLatch(1).await();
    return 0;
  }
}
