package caravel.verify.simulate;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/// What the world outside does later by itself: messages on their way, payments that take their
/// time.
final class Later {
  private record Thing(Instant at, long number, Runnable happening) {}

  private final PriorityQueue<Thing> things =
      new PriorityQueue<>(Comparator.comparing(Thing::at).thenComparingLong(Thing::number));
  private long count;

  void at(Instant at, Runnable happening) {
    things.add(new Thing(at, count++, happening));
  }

  /// When the next thing happens; [Instant#MAX] when nothing does.
  Instant next() {
    var first = things.peek();
    return first == null ? Instant.MAX : first.at();
  }

  /// Takes the next thing, whose time has come.
  Runnable take() {
    return things.remove().happening();
  }
}
