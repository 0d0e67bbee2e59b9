package caravel.outbound;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Counts the running requests of each caller and limits them.
///
/// A caller without a running request takes no memory.
public final class CallerSlots {
  private final int limit;
  private final ConcurrentHashMap<String, Held> callers = new ConcurrentHashMap<>();

  /// @param users threads that hold or wait for a slot of this caller
  private record Held(Semaphore slots, int users) {}

  /// @param limit slots of each caller
  public CallerSlots(int limit) {
    this.limit = limit;
  }

  /// Waits for a slot of a caller.
  ///
  /// @param caller `""` = no limit
  /// @return whether there was one in time
  public boolean acquire(String caller, Duration waitMax) throws InterruptedException {
    if (caller.isEmpty()) {
      return true;
    }
    var slots = enter(caller);
    var acquired = false;
    try {
      acquired = slots.tryAcquire(waitMax.toNanos(), TimeUnit.NANOSECONDS);
      return acquired;
    } finally {
      if (!acquired) {
        leave(caller);
      }
    }
  }

  /// Releases a slot, on any thread.
  public void release(String caller) {
    if (caller.isEmpty()) {
      return;
    }
    var held = callers.get(caller);
    if (held == null) {
      throw new IllegalStateException("a slot is released that no caller holds");
    }
    held.slots().release();
    leave(caller);
  }

  private Semaphore enter(String caller) {
    var held =
        callers.compute(
            caller,
            (_, known) ->
                known == null
                    ? new Held(new Semaphore(limit, true), 1)
                    : new Held(known.slots(), known.users() + 1));
    return held.slots();
  }

  private void leave(String caller) {
    callers.computeIfPresent(caller, (_, known) -> fewer(known));
  }

  private static @Nullable Held fewer(Held known) {
    return known.users() == 1 ? null : new Held(known.slots(), known.users() - 1);
  }
}
