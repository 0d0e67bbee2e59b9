package caravel.control.hosting;

import java.time.Duration;

/// A short wait within an attempt: [Thread#sleep(Duration)], or the advance of a virtual clock.
@FunctionalInterface
public interface Pause {
  /// Returns after `length`.
  void rest(Duration length) throws InterruptedException;
}
