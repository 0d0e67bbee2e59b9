package caravel.engine.backup;

import caravel.backup.BackupException;
import caravel.backup.BackupException.Kind;
import caravel.backup.BackupOwner;
import caravel.engine.failure.FailureHandler;
import caravel.engine.store.Commit;
import caravel.engine.store.EventStores;
import caravel.engine.store.StoreBackup;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ships what all relays of an engine store to the backup, every 500 ms if anything has changed.
/// While the backup cannot be reached, the relays go on, and it is tried again for ever.
public final class RelayBackup implements StoreBackup, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RelayBackup.class);

  private static final long SHIP_MILLIS = 500;
  private static final long MAINTAIN_MILLIS = 1_000;
  private static final long RETRY_MILLIS_MIN = 1_000;
  private static final long RETRY_MILLIS_MAX = 60_000;

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
  /// @param shippedAt when changes were last stored since the start; empty = not yet
  /// @param fault a sentence for the operator; empty = none
  public record State(
      long lagMillis,
      long waitingCharacters,
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
  private final Retry shipRetry = new Retry();
  private final Retry maintainRetry = new Retry();

  /// Commits after an erasure have a later time than it, so that both can be told apart.
  private final AtomicLong earliestMillis = new AtomicLong();

  private volatile @Nullable BackupRun run;
  private volatile @Nullable String lost;
  private @Nullable EventStores stores;

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
    var why =
        lost != null ? lost : shipRetry.fault() != null ? shipRetry.fault() : maintainRetry.fault();
    long shipped = open == null ? 0 : open.shippedMillis();
    return new State(
        lag,
        buffer.characters(),
        shipped == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(shipped)),
        Optional.ofNullable(why));
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
    attempt(shipRetry, this::ship);
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
      attempt(maintainRetry, () -> open.maintain(nowMillis(), mayDelete()));
    }
  }

  private boolean mayDelete() {
    return pending == null || pending.isComplete();
  }

  private interface Step {
    void run() throws BackupException;
  }

  private void attempt(Retry retry, Step step) {
    if (!retry.isDue(nowMillis())) {
      return;
    }
    try {
      step.run();
      retry.succeeded();
    } catch (BackupException failed) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      retry.failed(failed, nowMillis());
    }
  }

  /// The delay after failures: 1 s, doubling to 60 s. Logs the first of them.
  private static final class Retry {
    private long delay;
    private long dueMillis = Long.MIN_VALUE;
    private volatile @Nullable String fault;

    @Nullable String fault() {
      return fault;
    }

    boolean isDue(long nowMillis) {
      return nowMillis >= dueMillis || nowMillis < dueMillis - RETRY_MILLIS_MAX;
    }

    void succeeded() {
      if (fault != null) {
        LOG.info("The backup of the relays works again.");
      }
      fault = null;
      delay = 0;
    }

    void failed(BackupException failed, long nowMillis) {
      if (fault == null) {
        LOG.warn("The relays cannot be backed up now. {}", failed.getMessage(), failed);
      }
      fault = String.valueOf(failed.getMessage());
      delay = Math.clamp(delay * 2, RETRY_MILLIS_MIN, RETRY_MILLIS_MAX);
      dueMillis = nowMillis + delay;
    }
  }

  /// Stops writing bases and building files that are not restored yet. Relays that wait for one get
  /// an exception. Called before the stores are closed.
  public void beginClose() {
    maintenance.shutdownNow();
    if (pending != null) {
      pending.close();
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
