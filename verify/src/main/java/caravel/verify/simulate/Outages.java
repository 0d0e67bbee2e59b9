package caravel.verify.simulate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// When the platform could not work: it was down, its clock was wrong, or money was on hold. By the
/// true time, not by the machine's clock.
final class Outages {
  /// A shorter outage moves no due date.
  private static final long COUNTED_SECONDS_MIN = 3_600;

  private final List<Span> ended = new ArrayList<>();
  private final Map<Cause, Long> running = new EnumMap<>(Cause.class);

  enum Cause {
    DOWN,
    WRONG_CLOCK,
    HOLD
  }

  /// @param start unix seconds
  /// @param end unix seconds
  private record Span(long start, long end) {}

  void begin(Cause cause, Instant now) {
    running.putIfAbsent(cause, now.getEpochSecond());
  }

  void end(Cause cause, Instant now) {
    var start = running.remove(cause);
    if (start != null) {
      ended.add(new Span(start, now.getEpochSecond()));
    }
  }

  boolean isRunning(Cause cause) {
    return running.containsKey(cause);
  }

  boolean isAnyRunning() {
    return !running.isEmpty();
  }

  /// Whether an outage is in progress, or has ended within the last seconds.
  boolean isRecent(Instant now, long seconds) {
    var limit = now.getEpochSecond() - seconds;
    return isAnyRunning() || ended.stream().anyMatch(span -> span.end() > limit);
  }

  /// Seconds between two instants without the outages. Overlapping outages count once.
  long upSeconds(long from, long to) {
    var spans = new ArrayList<>(ended);
    running.values().forEach(start -> spans.add(new Span(start, Long.MAX_VALUE)));
    spans.sort(Comparator.comparingLong(Span::start));
    var down = 0L;
    var counted = from;
    for (var span : spans) {
      var start = Math.max(counted, span.start());
      var end = Math.min(to, span.end());
      if (end > start && span.end() - span.start() > COUNTED_SECONDS_MIN) {
        down += end - start;
        counted = end;
      }
    }
    return to - from - down;
  }
}
