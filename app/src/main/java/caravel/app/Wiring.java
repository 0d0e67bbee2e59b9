package caravel.app;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes every part, top to bottom, and closes them in the reverse order. Whoever wants to know
/// what the program consists of reads this.
final class Wiring implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  Wiring(Config config, Keys keys, Path home, InstantSource clock) {
    LOG.debug("nothing to wire for {} {} {} {}", config, keys, home, clock);
  }

  static AutoCloseable engine(Config.Engine engine, InstantSource clock) {
    return () -> LOG.debug("closing {} {}", engine, clock);
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception failed) {
        LOG.warn("a part did not close cleanly", failed);
      }
    }
  }
}
