package caravel.control.billing;

import caravel.control.billing.core.InvoiceId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How often something is done about an invoice that is asked for again and again.
final class Throttle {
  /// For whoever asks our wallet.
  static final Duration ASKING = Duration.ofSeconds(2);

  private static final int REMEMBERED_MAX = 10_000;

  private final Duration every;
  private final Map<InvoiceId, Instant> asked = new ConcurrentHashMap<>();

  Throttle(Duration every) {
    this.every = every;
  }

  /// Whether it was asked only just now. A clock that steps back keeps nobody waiting.
  boolean isTooSoon(InvoiceId id, Instant now) {
    var last = asked.get(id);
    return last != null && now.isBefore(last.plus(every)) && !now.isBefore(last);
  }

  void asked(InvoiceId id, Instant now) {
    if (asked.size() > REMEMBERED_MAX) {
      asked.clear();
    }
    asked.put(id, now);
  }
}
