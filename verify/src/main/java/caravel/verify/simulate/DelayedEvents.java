package caravel.verify.simulate;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/// Delayed events of the outside world: messages in transit, slow payments.
final class DelayedEvents {
  private record Thing(Instant at, long number, Runnable happening) {}

  private final PriorityQueue<Thing> things =
      new PriorityQueue<>(Comparator.comparing(Thing::at).thenComparingLong(Thing::number));
  private long count;

  void at(Instant at, Runnable happening) {
    things.add(new Thing(at, count++, happening));
  }

  /// When the next event happens; [Instant#MAX] = none.
  Instant next() {
    var first = things.peek();
    return first == null ? Instant.MAX : first.at();
  }

  /// Removes the next event, which is due.
  Runnable take() {
    return things.remove().happening();
  }
}
