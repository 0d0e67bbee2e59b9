package caravel.verify.simulate;

import static caravel.verify.simulate.Violation.unless;

import caravel.verify.simulate.TenantSnapshot.Bill;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks that no tenant is paused for the platform's outages: only after a whole grace, and a day
/// after the first request to pay, not counting outages. By the true time.
final class PauseRules {
  private static final long DAY_SECONDS = 86_400;

  /// Largest overcount of a wrong clock.
  private static final long CLOCK_ERROR_SECONDS = 7_200;

  private static final String ASKED =
      """
      SELECT subject, created_at FROM notices WHERE tenant_pubkey = ? AND kind IN
        ('invoice_ready', 'wallet_failed', 'card_failed', 'reminder_one_day', 'reminder_three_days')
      """;

  private final World world;
  private final DatabaseView database;

  /// When a tenant was first asked to pay, by invoice.
  private final Map<String, Long> askedAt = new HashMap<>();

  private final Set<String> closed = new HashSet<>();

  PauseRules(World world, DatabaseView database) {
    this.world = world;
    this.database = database;
  }

  /// Reads the notices' times. A time in the future comes from a wrong clock and is replaced by
  /// now.
  void noticesChanged(String tenant) {
    var now = now();
    database.list(
        ASKED,
        row -> {
          var invoice = row.getString(1).replaceFirst(":.*", "");
          return askedAt.putIfAbsent(invoice, Math.min(now, row.getLong(2)));
        },
        tenant);
  }

  void check(TenantSnapshot snapshot) {
    for (var bill : snapshot.bills()) {
      if (bill.ending().at() != null && closed.add(bill.id())) {
        if (bill.ending().reason().equals("forgiven") && hasPaused(snapshot, bill)) {
          isFair(snapshot, bill);
        }
      }
    }
  }

  /// Whether a relay was paused because of this invoice.
  private static boolean hasPaused(TenantSnapshot snapshot, Bill bill) {
    var at = bill.ending().at();
    return snapshot.history().facts().stream()
        .anyMatch(fact -> fact.terms().paused() && at != null && fact.at() == at);
  }

  private void isFair(TenantSnapshot snapshot, Bill bill) {
    var outages = world.disruptions().outages();
    unless(!outages.isAnyRunning(), "{} paused relays during an outage: {}", bill, outages);
    var asked = askedAt(snapshot, bill);
    unless(asked != null, "{} paused relays, and its tenant was never asked to pay", bill);
    if (asked != null) {
      unless(
          outages.upSeconds(asked, now()) >= DAY_SECONDS - CLOCK_ERROR_SECONDS,
          "{} paused relays less than a day after its tenant was asked",
          bill);
    }
  }

  /// When the tenant was first asked to pay this invoice, or an invoice that it replaces.
  private @Nullable Long askedAt(TenantSnapshot snapshot, Bill bill) {
    var earliest = askedAt.get(bill.id());
    for (var before : snapshot.bills()) {
      var at = before.ending().at();
      var asked = askedAt.get(before.id());
      if (at != null
          && asked != null
          && before.ending().reason().equals("replaced")
          && at <= bill.createdAt()
          && !before.id().equals(bill.id())
          && (earliest == null || asked < earliest)) {
        earliest = asked;
      }
    }
    return earliest;
  }

  private long now() {
    return world.clock().truth().getEpochSecond();
  }
}
