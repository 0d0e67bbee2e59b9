package caravel.verify.simulate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// How often a wallet or card that refuses is asked for one invoice: once a day and once more when
/// it is due, however often its owner asks to be billed. A new wallet or card may be asked at once.
final class AttemptPace {
  private static final int PER_DAY_MAX = 2;

  /// A day, less the error that the machine's clock may have.
  private static final Duration DAY = Duration.ofHours(24).minusMinutes(20);

  private final Map<Invoice, Deque<Instant>> refusals = new HashMap<>();
  private String fault = "";

  private record Invoice(int tenant, Rail rail, String id) {}

  /// A tenant's wallet or card has refused to pay an invoice.
  void refused(int tenant, Rail rail, String invoice, Instant now) {
    var times =
        refusals.computeIfAbsent(new Invoice(tenant, rail, invoice), _ -> new ArrayDeque<>());
    while (!times.isEmpty() && times.getFirst().isBefore(now.minus(DAY))) {
      times.removeFirst();
    }
    times.addLast(now);
    if (times.size() > PER_DAY_MAX) {
      fault = "tenant " + tenant + "'s " + rail + " was asked at " + times + " for " + invoice;
    }
  }

  /// A tenant has connected another wallet or saved another card.
  void connected(int tenant) {
    refusals.keySet().removeIf(invoice -> invoice.tenant() == tenant);
  }

  /// The database was restored from a copy that does not know the latest attempts.
  void restored() {
    refusals.clear();
  }

  /// The process died. It did not store the answers of its last second, so that it repeats those
  /// attempts.
  void processDied(Instant now) {
    for (var times : refusals.values()) {
      times.removeIf(time -> !time.isBefore(now.minusSeconds(1)));
    }
    fault = "";
  }

  /// @throws Violation when a wallet or card was asked too often
  void check() {
    Violation.unless(fault.isEmpty(), "too many automatic attempts: {}", fault);
  }
}
