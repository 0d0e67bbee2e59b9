package caravel.control.hosting;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that advances when a test tells it to.
public final class SteppingClock implements InstantSource {
  private Instant now;

  public SteppingClock(Instant start) {
    this.now = start;
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  public synchronized void advance(Duration by) {
    now = now.plus(by);
  }
}
