package caravel.control.admin;

import caravel.control.billing.Billing;
import caravel.control.billing.BillingNumbers;
import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.relay.Provisioning;
import caravel.control.relay.Relays;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The numbers of the platform that are in the database, for metrics. They are read at most every
/// 15 seconds, from counts that every change keeps up to date.
public final class PlatformNumbers {
  static final Duration VALID = Duration.ofSeconds(15);

  private final Db db;
  private final Relays relays;
  private final Billing billing;
  private final InstantSource clock;
  private @Nullable Snapshot last;

  /// @param relays number of relays by their provisioning, such as `active`
  /// @param drift how long the relay that differs longest from its desired state has done so; zero
  ///   = none differs
  public record Snapshot(
      Instant at, Map<String, Long> relays, Duration drift, BillingNumbers billing) {
    public Snapshot {
      relays = Map.copyOf(relays);
    }

    /// The relays with this provisioning.
    public long relays(Provisioning provisioning) {
      return relays.getOrDefault(provisioning.word(), 0L);
    }

    /// Relays that are online as desired.
    public long online() {
      return relays(Provisioning.ACTIVE);
    }

    /// Relays that are not in their desired state.
    public long drifted() {
      return relays(Provisioning.PENDING) + relays(Provisioning.FAILED);
    }
  }

  public PlatformNumbers(Db db, Relays relays, Billing billing, InstantSource clock) {
    this.db = db;
    this.relays = relays;
    this.billing = billing;
    this.clock = clock;
  }

  /// The current numbers, at most [#VALID] old.
  public synchronized Snapshot read() {
    var now = clock.instant();
    var known = last;
    if (known == null || !now.isBefore(known.at().plus(VALID)) || now.isBefore(known.at())) {
      known =
          db.<Snapshot>read(tx ->
              new Snapshot(
                  now, relays.figures(tx).byProvisioning(), drift(tx, now), billing.numbers(tx)));
      last = known;
    }
    return known;
  }

  private Duration drift(Tx tx, Instant now) {
    return relays
        .driftingSince(tx)
        .filter(since -> since.isBefore(now))
        .map(since -> Duration.between(since, now))
        .orElse(Duration.ZERO);
  }
}
