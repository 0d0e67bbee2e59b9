package caravel.control.payment;

import caravel.control.money.InvoiceId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Limits how often an action is taken for one invoice.
public final class Throttle {
  /// Shortest time between two requests to the platform's wallet.
  public static final Duration ASKING = Duration.ofSeconds(2);

  private static final int REMEMBERED_MAX = 10_000;

  private final Duration every;
  private final Map<InvoiceId, Instant> asked = new ConcurrentHashMap<>();

  public Throttle(Duration every) {
    this.every = every;
  }

  /// Whether the last time is too recent. A clock that steps back delays nothing.
  public boolean isTooSoon(InvoiceId id, Instant now) {
    var last = asked.get(id);
    return last != null && now.isBefore(last.plus(every)) && !now.isBefore(last);
  }

  public void asked(InvoiceId id, Instant now) {
    if (asked.size() > REMEMBERED_MAX) {
      asked.clear();
    }
    asked.put(id, now);
  }
}
