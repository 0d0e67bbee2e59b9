package caravel.control.backup;

import caravel.backup.BackupException;
import caravel.backup.LocalDisk;
import caravel.backup.SealedObjects;
import caravel.control.db.Db;
import caravel.control.db.DbException;
import caravel.control.db.DisposableSchema;
import caravel.control.db.RestoredDatabase;
import caravel.control.db.Tx;
import caravel.control.job.Worker;
import caravel.control.job.WorkerReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Proves each night that the backup can be restored: restores the control database into a scratch
/// folder and checks it. The result is stored and shown to the operator.
public final class ControlDrill implements AutoCloseable {
  static final Duration EVERY = Duration.ofDays(1);

  /// Age of the last good drill that is a fault.
  static final Duration GOOD_AGE_MAX = Duration.ofDays(2);

  private static final Duration LOOK_EVERY = Duration.ofMinutes(10);
  private static final Duration RETRY_AFTER_FAILURE = Duration.ofHours(1);
  private static final Duration SHIPPED_WITHIN = Duration.ofSeconds(60);

  private static final Logger LOG = LoggerFactory.getLogger(ControlDrill.class);

  private final Db db;
  private final ControlShipper shipper;
  private final SealedObjects objects;
  private final Path scratch;
  private final InstantSource clock;
  private final Function<Tx, Optional<String>> rules;
  private final RelayFiles relays;
  private final Worker worker;
  private final DrillStore store = new DrillStore();
  private final TestedRelayStore tests = new TestedRelayStore();

  /// Restores some relays and checks them.
  @FunctionalInterface
  public interface RelayFiles {
    /// @param lastTested when relays were last tested, by their schemas
    /// @throws BackupException when the backup cannot be read
    List<TestedRelay> restore(Map<String, Instant> lastTested) throws BackupException;
  }

  /// @param scratch folder for the restored database, with space for three times its size
  /// @param rules checks the restored rows; returns the first fault as a sentence
  public ControlDrill(
      Db db,
      ControlShipper shipper,
      SealedObjects objects,
      Path scratch,
      InstantSource clock,
      Function<Tx, Optional<String>> rules,
      RelayFiles relays) {
    this.relays = relays;
    this.db = db;
    this.shipper = shipper;
    this.objects = objects;
    this.scratch = scratch;
    this.clock = clock;
    this.rules = rules;
    this.worker = new Worker("backup-drill", clock, this::round);
  }

  public void start() {
    worker.start();
  }

  @Override
  public void close() {
    worker.close();
  }

  public List<WorkerReport> reports() {
    return List.of(worker.report());
  }

  /// The last drill; empty if none has ended yet.
  public Optional<Drill> last() {
    return db.<Optional<Drill>>read(store::last);
  }

  /// When a drill last ended without a fault.
  public Optional<Instant> lastGood() {
    return db.<Optional<Instant>>read(store::lastGood);
  }

  /// A sentence for the operator if the last good drill is too long ago or the last one failed.
  public Optional<String> fault() {
    var last = last();
    if (last.isEmpty()) {
      return Optional.empty();
    }
    var good = lastGood();
    var now = clock.instant();
    if (last.get().ok() && good.isPresent() && now.isBefore(good.get().plus(GOOD_AGE_MAX))) {
      return Optional.empty();
    }
    if (!last.get().ok()) {
      return Optional.of("The last drill failed: " + last.get().message());
    }
    return Optional.of("The last good drill was at " + good.orElse(Instant.EPOCH) + ".");
  }

  private Duration round() {
    var last = last();
    if (shipper.status().baseAt() == null || (last.isPresent() && !isDue(last.get()))) {
      return LOOK_EVERY;
    }
    var result = run();
    if (result.ok()) {
      LOG.info("{}", result.message());
    } else {
      LOG.error("The drill failed: {}", result.message());
    }
    return LOOK_EVERY;
  }

  private boolean isDue(Drill last) {
    var wait = last.ok() ? EVERY : RETRY_AFTER_FAILURE;
    return !clock.instant().isBefore(last.endedAt().plus(wait));
  }

  /// Runs a drill and stores its result.
  public Drill run() {
    var id = db.inTx(store::begin);
    var began = clock.instant();
    var result = attempt(id, began);
    db.inTx(tx -> {
      store.end(tx, id, result);
      return true;
    });
    return result;
  }

  private Drill attempt(String id, Instant began) {
    if (!shipper.shipNow(SHIPPED_WITHIN)) {
      var why = shipper.status().fault();
      return failed(
          why.isEmpty() ? "The backup did not take the drill's row in time." : why, null, null);
    }
    var shipped = clock.instant();
    var rpo = Duration.between(began, shipped);
    try {
      var fault = restoreAndCheck(id);
      var rto = Duration.between(shipped, clock.instant());
      return fault.isPresent() ? failed(fault.get(), rpo, rto) : testRelays(rpo, rto);
    } catch (BackupException failed) {
      return failed(String.valueOf(failed.getMessage()), rpo, null);
    } catch (DbException failed) {
      return failed(
          "The restored database cannot be read: " + failed.getMessage() + ".", rpo, null);
    }
  }

  private Drill testRelays(Duration rpo, Duration rto) throws BackupException {
    var tested = relays.restore(db.<Map<String, Instant>>read(tests::lastTested));
    db.inTx(tx -> {
      tests.save(tx, tested);
      return true;
    });
    var broken = tested.stream().filter(test -> !test.isGood()).findFirst();
    return broken.isPresent()
        ? failed(broken.get().fault(), rpo, rto)
        : new Drill(clock.instant(), true, complete(tested.size()), rpo, rto);
  }

  private static String complete(int relays) {
    var what =
        switch (relays) {
          case 0 -> "The control database was";
          case 1 -> "The control database and one relay were";
          default -> "The control database and " + relays + " relays were";
        };
    return what + " restored from the backup, complete.";
  }

  private Drill failed(String why, @Nullable Duration rpo, @Nullable Duration rto) {
    return new Drill(clock.instant(), false, why, rpo, rto);
  }

  private Optional<String> restoreAndCheck(String id) throws BackupException {
    var file = scratch.resolve("drill.db");
    try {
      Files.createDirectories(scratch);
    } catch (IOException failed) {
      throw LocalDisk.failure(scratch, failed);
    }
    DisposableSchema.delete(file);
    try {
      // A clock that went back must not hide the row.
      ControlRestore.restore(objects, file, clock.instant().plus(EVERY));
      var restored = new RestoredDatabase(file);
      return restored.read(clock.instant(), tx -> missing(tx, id).or(() -> rules.apply(tx)));
    } finally {
      DisposableSchema.delete(file);
    }
  }

  private Optional<String> missing(Tx tx, String id) {
    var noted = store.noted(tx, id);
    if (noted.isEmpty()) {
      return Optional.of("The restored database lacks the row that the drill had stored.");
    }
    return store.counts(tx).atLeast(noted.get())
        ? Optional.empty()
        : Optional.of("The restored database has fewer rows than it had when the drill began.");
  }
}
