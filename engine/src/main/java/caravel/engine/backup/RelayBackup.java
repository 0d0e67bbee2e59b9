package caravel.engine.backup;

import caravel.backup.BackupException;
import caravel.backup.BackupException.Kind;
import caravel.backup.BackupOwner;
import caravel.engine.config.RelayConfig;
import caravel.engine.failure.FailureHandler;
import caravel.engine.media.MediaStores;
import caravel.engine.store.Commit;
import caravel.engine.store.EventStores;
import caravel.engine.store.StoreBackup;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ships what all relays of an engine store to the backup, every 500 ms if anything has changed.
/// While the backup cannot be reached, the relays go on, and it is tried again for ever.
public final class RelayBackup implements StoreBackup, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RelayBackup.class);

  private static final long SHIP_MILLIS = 500;
  private static final long MAINTAIN_MILLIS = 1_000;

  /// Time for the last changes when the program ends.
  private static final int CLOSE_SECONDS = 10;

  /// The target, and how it is used.
  ///
  /// @param owner shared by everything that this process ships
  /// @param days that a restore can go back, at least 1
  /// @param bufferCharactersMax most characters of changes that wait for the target
  public record Setup(BackupOwner owner, int days, long bufferCharactersMax) {
    public Setup(BackupOwner owner, int days) {
      this(owner, days, CommitBuffer.CHARACTERS_MAX);
    }
  }

  /// The state of the backup.
  ///
  /// @param lagMillis age of the oldest change that is not in the backup; 0 = none waits
  /// @param waitingCharacters size of the changes that wait
  /// @param waitingFiles relays whose changed files are not in the backup
  /// @param shippedAt when changes were last stored since the start; empty = not yet
  /// @param fault a sentence for the operator; empty = none
  public record State(
      long lagMillis,
      long waitingCharacters,
      int waitingFiles,
      Optional<Instant> shippedAt,
      Optional<String> fault) {}

  private final Setup setup;
  private final Path configFolder;
  private final Path scratch;
  private final InstantSource clock;
  private final FailureHandler failures;
  private final CommitBuffer buffer;
  private final @Nullable PendingRestore pending;
  private final ScheduledExecutorService shipping = thread("relay-backup");
  private final ScheduledExecutorService maintenance = thread("relay-backup-bases");
  private final BackupRetry shipRetry = new BackupRetry("the relays");
  private final BackupRetry maintainRetry = new BackupRetry("the files of events");

  /// Commits after an erasure have a later time than it, so that both can be told apart.
  private final AtomicLong earliestMillis = new AtomicLong();

  private volatile @Nullable BackupRun run;
  private volatile @Nullable String lost;
  private @Nullable EventStores stores;
  private volatile @Nullable MediaWorker files;

  /// @param relays folder of the files
  /// @param config folder of the configurations
  public RelayBackup(
      Setup setup, Path relays, Path config, InstantSource clock, FailureHandler failures) {
    this.setup = setup;
    this.configFolder = config;
    this.scratch = relays.resolve(".backup");
    this.clock = clock;
    this.failures = failures;
    this.buffer = new CommitBuffer(setup.bufferCharactersMax());
    this.pending = PendingRestore.find(setup.owner().objects(), relays);
  }

  /// Begins to ship. Returns at once.
  public void start(EventStores open) {
    stores = open;
    Scratch.deleteFolder(scratch);
    if (pending != null) {
      pending.start(failures);
    }
    schedule(shipping, "the shipping of changes", this::shipRound, SHIP_MILLIS);
    schedule(maintenance, "the upkeep of the backup", this::maintainRound, MAINTAIN_MILLIS);
  }

  /// Begins to restore and to ship the files of members. Returns at once.
  ///
  /// @param media the files of all relays
  /// @param relays the configurations of all relays
  public void startFiles(MediaStores media, Supplier<List<RelayConfig>> relays) {
    var worker = new MediaWorker(setup, media, relays, clock);
    worker.start(failures);
    files = worker;
  }

  private void schedule(
      ScheduledExecutorService executor, String what, Runnable round, long millis) {
    var _ =
        executor.scheduleWithFixedDelay(
            failures.guard(what, round), 0, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public long nowMillis() {
    return Math.max(clock.millis(), earliestMillis.get());
  }

  @Override
  public void committed(Commit commit) {
    if (lost == null) {
      buffer.add(new LogEntry.Committed(commit));
    }
  }

  @Override
  public void erased(String schema) {
    if (lost == null) {
      long millis = nowMillis();
      buffer.add(new LogEntry.Erased(schema, millis));
      earliestMillis.accumulateAndGet(millis + 1, Math::max);
    }
  }

  @Override
  public void prepare(String schema) {
    if (pending != null) {
      pending.await(schema);
    }
  }

  /// Safe for use by many threads.
  public State state() {
    var open = run;
    long oldest = open == null ? buffer.oldestMillis() : open.oldestMillis();
    long lag = oldest == Long.MAX_VALUE ? 0 : Math.max(0, nowMillis() - oldest);
    var worker = files;
    var why =
        Stream.of(
                lost,
                shipRetry.fault(),
                maintainRetry.fault(),
                worker == null ? null : worker.fault())
            .filter(Objects::nonNull)
            .findFirst();
    long shipped = open == null ? 0 : open.shippedMillis();
    return new State(
        lag,
        buffer.characters(),
        worker == null ? 0 : worker.waiting(),
        shipped == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(shipped)),
        why);
  }

  /// Ships what waits, and returns when it is in the backup.
  ///
  /// @throws BackupException when it is not
  public void shipNow() throws BackupException {
    await(
        shipping.submit(() -> {
          ship();
          return true;
        }));
    var worker = files;
    if (worker != null) {
      await(worker.shipNow());
    }
  }

  /// Writes the bases that are due and a new pack, and returns when they are in the backup.
  ///
  /// @throws BackupException when they are not
  public void maintainNow() throws BackupException {
    shipNow();
    await(
        maintenance.submit(() -> {
          var open = run;
          if (open != null && lost == null) {
            // The first round finds files that differ, the second one writes their bases.
            open.maintain(nowMillis(), mayDelete());
            open.maintain(nowMillis(), mayDelete());
            open.pack(nowMillis(), mayDelete());
          }
          return true;
        }));
  }

  private static void await(Future<Boolean> done) throws BackupException {
    try {
      done.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof BackupException because) {
        throw because;
      }
      throw new IllegalStateException(failed.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void shipRound() {
    shipRetry.attempt(nowMillis(), this::ship);
  }

  private void ship() throws BackupException {
    if (lost == null) {
      try {
        shipAsOwner();
      } catch (BackupException failed) {
        if (failed.kind() == Kind.TAKEN_OVER) {
          lost = failed.getMessage();
          buffer.clear();
        }
        throw failed;
      }
    }
  }

  private void shipAsOwner() throws BackupException {
    var open = run;
    if (open == null) {
      open =
          BackupRun.open(
              new BackupRun.Parts(
                  setup.owner(),
                  Objects.requireNonNull(stores),
                  buffer,
                  configFolder,
                  setup.days(),
                  clock),
              scratch,
              nowMillis());
      run = open;
    }
    open.ship(nowMillis());
  }

  private void maintainRound() {
    var open = run;
    if (open != null && lost == null) {
      maintainRetry.attempt(nowMillis(), () -> open.maintain(nowMillis(), mayDelete()));
    }
  }

  private boolean mayDelete() {
    return pending == null || pending.isComplete();
  }

  /// Stops writing bases and building files that are not restored yet. Relays that wait for one get
  /// an exception. Called before the stores are closed.
  public void beginClose() {
    maintenance.shutdownNow();
    if (pending != null) {
      pending.close();
    }
    var worker = files;
    if (worker != null) {
      worker.stopRestore();
    }
  }

  /// Ships the last files. Called when no member can change them any more, and before their stores
  /// are closed.
  public void closeFiles() {
    var worker = files;
    if (worker != null) {
      worker.close();
    }
  }

  /// Ships the last changes. The stores must be closed before.
  @Override
  public void close() {
    beginClose();
    if (lost == null) {
      shipLast();
    }
    shipping.shutdownNow();
  }

  private void shipLast() {
    try {
      var last =
          shipping.submit(() -> {
            ship();
            var open = run;
            if (open != null && lost == null) {
              open.saveState(nowMillis());
            }
            return true;
          });
      last.get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | RejectedExecutionException failed) {
      LOG.warn(
          "The last changes of the relays are not in the backup; the next start adds them", failed);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name(name).factory());
  }
}
