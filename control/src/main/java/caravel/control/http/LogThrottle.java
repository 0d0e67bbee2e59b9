package caravel.control.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Limits log lines that clients can cause: [#LINES_PER_MINUTE_MAX] a minute are written, the
/// others are counted and reported in one line when the next minute begins.
final class LogThrottle {
  static final int LINES_PER_MINUTE_MAX = 30;

  private static final Logger LOG = LoggerFactory.getLogger(LogThrottle.class);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final String subject;
  private final InstantSource clock;
  private Instant minuteEnds = Instant.EPOCH;
  private int lines;
  private long left;

  /// @param subject of the lines, in the plural
  LogThrottle(String subject, InstantSource clock) {
    this.subject = subject;
    this.clock = clock;
  }

  void log(Runnable line) {
    if (take()) {
      line.run();
    }
  }

  private synchronized boolean take() {
    var now = clock.instant();
    if (!now.isBefore(minuteEnds)) {
      if (left > 0) {
        LOG.info("{} more {} were not logged in the minute before", left, subject);
      }
      minuteEnds = now.plus(MINUTE);
      lines = 0;
      left = 0;
    }
    if (lines >= LINES_PER_MINUTE_MAX) {
      left++;
      return false;
    }
    lines++;
    return true;
  }
}
