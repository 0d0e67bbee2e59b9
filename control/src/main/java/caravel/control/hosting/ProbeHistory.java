package caravel.control.hosting;

import caravel.control.db.Db;
import caravel.control.db.DbException;
import caravel.control.db.DisposableSchema;
import caravel.control.db.Tx;
import caravel.control.hosting.ProbeStore.Hour;
import caravel.control.hosting.ProbeStore.Look;
import caravel.control.relay.RelayId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The results of the periodic probe of each relay, in a separate database. The history may be
/// lost: a missing or damaged file is replaced by an empty one, and if none can be written the
/// platform works without a history.
public final class ProbeHistory implements AutoCloseable {
  /// Delay before a file that could not be opened is tried again.
  static final Duration OPEN_AGAIN_AFTER = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(ProbeHistory.class);

  private final @Nullable Path file;
  private final InstantSource clock;
  private final ProbeStore store = new ProbeStore();
  private @Nullable Db open;
  private Instant openFrom = Instant.EPOCH;
  private boolean closed;

  private ProbeHistory(@Nullable Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  /// The history in `file`, which is opened at the first use.
  public static ProbeHistory in(Path file, InstantSource clock) {
    return new ProbeHistory(file, clock);
  }

  /// A history that stores nothing.
  public static ProbeHistory none() {
    return new ProbeHistory(null, () -> Instant.EPOCH);
  }

  void keep(Map<RelayId, Look> looks) {
    if (!looks.isEmpty()) {
      var rows =
          looks.entrySet().stream()
              .collect(Collectors.toMap(entry -> entry.getKey().value(), Map.Entry::getValue));
      use(
          db ->
              db.inTx(tx -> {
                store.add(tx, rows);
                return true;
              }),
          false);
    }
  }

  /// The probe results of the last 24 hours, newest first.
  List<Look> looks(RelayId relay) {
    return use(db -> db.read(tx -> store.looks(tx, relay.value())), List.of());
  }

  /// The hourly summaries of the last 30 days, newest first.
  List<Hour> hours(RelayId relay) {
    return use(db -> db.read(tx -> store.hours(tx, relay.value())), List.of());
  }

  void forget(RelayId relay) {
    use(
        db ->
            db.inTx((Tx tx) -> {
              store.forget(tx, relay.value());
              return true;
            }),
        false);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (open != null) {
      open.close();
      open = null;
    }
  }

  private <T> T use(Function<Db, T> work, T otherwise) {
    var db = open();
    if (db == null) {
      return otherwise;
    }
    try {
      return work.apply(db);
    } catch (RuntimeException failed) {
      LOG.warn("the history of probes in {} cannot be used: {}", file, failed.toString());
      if (DbException.isDamage(failed)) {
        replace(db);
      }
      return otherwise;
    }
  }

  private synchronized @Nullable Db open() {
    var now = clock.instant();
    if (open == null && file != null && !closed && !now.isBefore(openFrom)) {
      try {
        open = Db.openDisposable(file, ProbeStore.SCHEMA, clock);
      } catch (RuntimeException refused) {
        openFrom = now.plus(OPEN_AGAIN_AFTER);
        LOG.warn("no history of probes is kept for now: {}", refused.toString());
      }
    }
    return open;
  }

  private synchronized void replace(Db damaged) {
    if (!damaged.equals(open) || file == null) {
      return; // Another thread was first.
    }
    open = null;
    damaged.close();
    try {
      DisposableSchema.delete(file);
      LOG.warn("the history of probes in {} was damaged and begins anew", file);
    } catch (RuntimeException refused) {
      openFrom = clock.instant().plus(OPEN_AGAIN_AFTER);
      LOG.warn("the damaged history of probes cannot be removed: {}", refused.toString());
    }
  }
}
