package caravel.verify.simulate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// Checks how often a refusing wallet or card is charged for one invoice: once a day and once more
/// when it is due, even if its owner requests billing more often. A new wallet or card may be
/// charged at once.
final class AttemptPace {
  private static final int PER_DAY_MAX = 2;

  /// A day, minus the largest error of the machine's clock.
  private static final Duration DAY = Duration.ofHours(24).minusMinutes(20);

  private final Map<Invoice, Deque<Instant>> refusals = new HashMap<>();
  private String fault = "";

  private record Invoice(int tenant, Rail rail, String id) {}

  /// Records that a tenant's wallet or card refused to pay an invoice.
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

  /// Records that a tenant connected another wallet or saved another card.
  void connected(int tenant) {
    refusals.keySet().removeIf(invoice -> invoice.tenant() == tenant);
  }

  /// Records that the database was restored from a copy without the latest attempts.
  void restored() {
    refusals.clear();
  }

  /// Records that the process died. It did not store the answers of its last second, so it repeats
  /// those attempts.
  void processDied(Instant now) {
    for (var times : refusals.values()) {
      times.removeIf(time -> !time.isBefore(now.minusSeconds(1)));
    }
    fault = "";
  }

  /// @throws Violation when a wallet or card was charged too often
  void check() {
    Violation.unless(fault.isEmpty(), "too many automatic attempts: {}", fault);
  }
}
