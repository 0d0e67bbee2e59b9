package caravel.control.admin.broadcast;

import caravel.control.admin.broadcast.Broadcast.Audience;
import caravel.control.admin.broadcast.Broadcast.Letter;
import caravel.control.admin.broadcast.Broadcast.Progress;
import caravel.control.admin.broadcast.Broadcast.State;
import caravel.control.audit.AuditEntry;
import caravel.control.audit.AuditLog;
import caravel.control.auth.Caller;
import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.http.ApiJson;
import caravel.control.http.Route;
import caravel.control.job.Worker;
import caravel.control.job.WorkerReport;
import caravel.control.notify.Notice;
import caravel.control.notify.Notices;
import caravel.control.plan.Plans;
import caravel.control.problem.Problem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Sends notices of the operator to many tenants, one broadcast at a time.
///
/// Each transaction stores the notices of one batch and moves the cursor behind it, so a batch that
/// fails leaves nothing and is repeated.
public final class Broadcasts implements AutoCloseable {
  /// Notices in one transaction.
  static final int BATCH_MAX = 100;

  /// Rest between two batches, so that the notices of a broadcast do not delay all others.
  static final Duration BATCH_EVERY = Duration.ofSeconds(2);

  private static final Duration IDLE_EVERY = Duration.ofMinutes(1);

  private static final Problem BUSY =
      new Problem.Conflict(
          "conflict", "Another notice is being sent. Wait until it’s done, or stop it first.");

  private final Db db;
  private final Notices notices;
  private final BroadcastStore store;
  private final Worker worker;
  private final AuditLog audit = new AuditLog();

  /// @param clock for the worker's report
  public Broadcasts(Db db, Notices notices, Plans plans, InstantSource clock) {
    this.db = db;
    this.notices = notices;
    this.store = new BroadcastStore(plans);
    this.worker = new Worker("broadcasts", clock, this::round);
  }

  public void start() {
    worker.start();
  }

  public List<WorkerReport> reports() {
    return List.of(worker.report());
  }

  public List<Route> routes() {
    return new BroadcastRoutes(db, this, store).routes();
  }

  @Override
  public void close() {
    worker.close();
  }

  /// Stores the notices of the next batch.
  ///
  /// @return how long to rest
  public Duration round() {
    if (db.<Optional<Broadcast>>read(store::findSending).isEmpty()) {
      return IDLE_EVERY; // Avoids a write transaction when there is nothing to do.
    }
    return db.<Boolean>inTx(tx -> store.findSending(tx).map(found -> send(tx, found)).orElse(false))
        ? BATCH_EVERY
        : IDLE_EVERY;
  }

  /// @return whether there may be more
  private boolean send(Tx tx, Broadcast broadcast) {
    var batch = store.next(tx, broadcast, BATCH_MAX);
    for (var tenant : batch) {
      notices.enqueue(
          tx,
          new Notice(tenant, Notice.Kind.BROADCAST, broadcast.id(), broadcast.letter().whole()));
    }
    if (!batch.isEmpty()) {
      store.advance(tx, broadcast.id(), batch.size(), batch.getLast().hex());
    }
    if (batch.size() < BATCH_MAX) {
      store.end(tx, broadcast.id(), State.SENT);
      return false;
    }
    return true;
  }

  /// Counts the tenants of each audience.
  Map<Audience, Long> audiences() {
    return db.read(tx -> {
      var counts = new EnumMap<Audience, Long>(Audience.class);
      for (var audience : Audience.values()) {
        counts.put(audience, store.count(tx, audience));
      }
      return counts;
    });
  }

  /// Begins to send a notice.
  Broadcast create(Letter letter, Caller admin) {
    return db.inTx(tx -> {
      if (store.findSending(tx).isPresent()) {
        throw BUSY.asException();
      }
      var recipients = store.count(tx, letter.audience());
      if (recipients == 0) {
        throw Problem.invalid("audience", "There’s no one in this group.").asException();
      }
      var made =
          new Broadcast(
              tx.newId(),
              tx.now(),
              admin.pubkey(),
              letter,
              recipients,
              new Progress(State.SENDING, 0, "", null));
      store.insert(tx, made);
      audit.record(tx, admin, act("send_broadcast", made));
      tx.afterCommit(worker::wake);
      return made;
    });
  }

  /// Stops sending. The notices that are stored are still delivered. Stopping again changes
  /// nothing.
  Broadcast stop(String id, Caller admin) {
    return db.inTx(tx -> {
      var before = store.find(tx, id).orElseThrow(() -> Problem.notFound().asException());
      if (before.progress().state() != State.SENDING) {
        return before;
      }
      store.end(tx, id, State.STOPPED);
      audit.record(tx, admin, act("stop_broadcast", before));
      return store.find(tx, id).orElseThrow();
    });
  }

  private static AuditEntry.Act act(String action, Broadcast broadcast) {
    var detail =
        Map.of(
            "audience", broadcast.letter().audience().word(),
            "subject", broadcast.letter().subject(),
            "recipients", broadcast.recipients(),
            "sent", broadcast.progress().sent());
    return new AuditEntry.Act(action, "broadcast", broadcast.id(), null, ApiJson.tree(detail));
  }
}
