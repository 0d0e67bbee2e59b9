package caravel.control;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that moves only when a test moves it.
public final class TestClock implements InstantSource {
  public static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);

  @Override
  public Instant instant() {
    return now.get();
  }

  public long seconds() {
    return now.get().getEpochSecond();
  }

  public void move(Duration by) {
    now.updateAndGet(at -> at.plus(by));
  }
}
