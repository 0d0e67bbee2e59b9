package caravel.control.hosting;

import caravel.control.db.Db;
import caravel.control.hosting.AvailabilityStore.Count;
import caravel.control.relay.RelayId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Counts the probes of relays that should be online, by day in UTC. The counts are kept in memory
/// and stored every quarter of an hour: a process that dies loses the last ones.
///
/// A relay that is offline by its owner, unpaid or suspended is not counted.
final class Availability {
  static final Duration STORE_EVERY = Duration.ofMinutes(15);

  /// Relays whose counts are stored in one transaction.
  private static final int RELAYS_MAX = 500;

  private final Db db;
  private final InstantSource clock;
  private final AvailabilityStore store = new AvailabilityStore();
  private final Map<Long, Map<String, Count>> counted = new HashMap<>();

  Availability(Db db, InstantSource clock) {
    this.db = db;
    this.clock = clock;
  }

  /// Counts the observation of each relay that should be online.
  void count(List<Prober.Seen> seen, Instant at) {
    for (var one : seen) {
      if (!one.spec().inactive()) {
        var look = Probing.look(one.observation(), false, at);
        add(dayOf(at), one.relay().id().value(), new Count(1, look.up() ? 1 : 0));
      }
    }
  }

  private synchronized void add(long day, String relayId, Count count) {
    counted.computeIfAbsent(day, _ -> new HashMap<>()).merge(relayId, count, Count::plus);
  }

  /// Stores the counts, and returns how long to rest.
  Duration storeRound() {
    drain()
        .forEach((day, counts) -> {
          var relays = new ArrayList<>(counts.keySet());
          for (var from = 0; from < relays.size(); from += RELAYS_MAX) {
            var page = relays.subList(from, Math.min(relays.size(), from + RELAYS_MAX));
            var some = new HashMap<>(counts);
            some.keySet().retainAll(page);
            save(day, some);
          }
        });
    return STORE_EVERY;
  }

  private synchronized Map<Long, Map<String, Count>> drain() {
    var drained = Map.copyOf(counted);
    counted.clear();
    return drained;
  }

  /// Counts that cannot be stored are kept for the next round.
  private void save(long day, Map<String, Count> counts) {
    try {
      db.inTx(tx -> {
        store.add(tx, day, counts, firstDay());
        return day;
      });
    } catch (RuntimeException failed) {
      counts.forEach((relayId, count) -> add(day, relayId, count));
      throw failed;
    }
  }

  /// All relays together.
  AvailabilityReport platform() {
    var first = firstDay();
    return AvailabilityReport.of(
        first, AvailabilityReport.DAYS, db.read(tx -> store.ofPlatform(tx, first)));
  }

  /// All relays together, without today, which has not ended.
  AvailabilityReport endedDays() {
    var first = firstDay();
    var today = dayOf(clock.instant());
    var ended =
        db.<List<AvailabilityStore.Day>>read(tx -> store.ofPlatform(tx, first)).stream()
            .filter(day -> day.day() < today)
            .toList();
    return AvailabilityReport.of(first, AvailabilityReport.DAYS - 1, ended);
  }

  AvailabilityReport relay(RelayId id) {
    var first = firstDay();
    return AvailabilityReport.of(
        first, AvailabilityReport.DAYS, db.read(tx -> store.ofRelay(tx, id.value(), first)));
  }

  void forget(RelayId id) {
    db.inTx(tx -> {
      store.forget(tx, id.value());
      return id;
    });
  }

  private long firstDay() {
    return dayOf(clock.instant()) - AvailabilityReport.DAYS + 1;
  }

  private static long dayOf(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), Duration.ofDays(1).toSeconds());
  }
}
