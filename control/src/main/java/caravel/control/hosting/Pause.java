package caravel.control.hosting;

import java.time.Duration;

/// A short wait in the middle of a try; a test lets its own clock go on instead.
@FunctionalInterface
interface Pause {
  Pause REAL = Thread::sleep;

  void rest(Duration length) throws InterruptedException;
}
