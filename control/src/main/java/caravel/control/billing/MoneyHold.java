package caravel.control.billing;

import caravel.control.db.Db;
import caravel.control.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds all money movements: nothing is billed, collected or paused until an operator resumes
/// billing. Everything else runs (M4). A hold outlasts a restart.
public final class MoneyHold {
  private static final Logger LOG = LoggerFactory.getLogger(MoneyHold.class);

  /// How long first charges are searched for at the processor after a hold or downtime. An invoice
  /// with a forgotten attempt stays open for less time, because its attempts are numbered again.
  private static final Duration SEARCHED = Duration.ofDays(60);

  /// How long before the last heartbeat an unknown charge may have been made.
  private static final Duration SEARCHED_BEFORE = Duration.ofHours(1);

  private final Db db;
  private final HoldStore store = new HoldStore();
  private volatile HoldStore.@Nullable Open open;

  public MoneyHold(Db db) {
    this.db = db;
    this.open = db.<Optional<HoldStore.Open>>read(store::open).orElse(null);
  }

  public boolean isHeld() {
    return open != null;
  }

  /// The hold as the API shows it; null = money is not on hold.
  public @Nullable Map<String, Object> shown() {
    var held = open;
    if (held == null) {
      return null;
    }
    var json = new LinkedHashMap<String, Object>();
    json.put("since", held.since().getEpochSecond());
    json.put("reason", held.reason());
    return json;
  }

  /// Puts money on hold, unless it is already.
  ///
  /// @param reason one sentence for the operator
  /// @param aliveBefore the last time without a fault
  synchronized void put(String reason, Instant now, Instant aliveBefore) {
    if (open != null) {
      return;
    }
    var put =
        db.<HoldStore.Open>inTx(tx -> {
          var fresh = new HoldStore.Open(tx.newId(), now, reason, aliveBefore);
          store.insert(tx, fresh);
          return fresh;
        });
    open = put;
    LOG.error(
        "Money is on hold: {} Nothing is billed, collected or paused until an operator resumes"
            + " billing at /admin or with `caravel resume-billing`.",
        reason);
  }

  /// Ends the hold. Every due date moves by the time in which no payment was possible.
  ///
  /// @param resumption by whom and why
  /// @param also run in the same transaction
  /// @return whether money was on hold
  synchronized boolean resume(HoldStore.Resumption resumption, Consumer<Tx> also) {
    var held = open;
    if (held == null) {
      return false;
    }
    db.inTx(tx -> {
      store.resumed(tx, held.id(), resumption);
      var gap = Duration.between(held.aliveBefore(), resumption.at());
      if (gap.isPositive()) {
        store.moveDueDates(tx, gap);
      }
      searchCharges(tx, held.aliveBefore(), resumption.at());
      store.moveFutureActivities(tx, resumption.at());
      also.accept(tx);
      return true;
    });
    open = null;
    LOG.warn(
        "Billing was resumed by {} ({}). Money had been on hold since {}.",
        resumption.by(),
        resumption.reason(),
        held.since());
    return true;
  }

  /// Handles downtime without any other fault.
  void downtime(Tx tx, Instant aliveBefore, Instant now) {
    store.moveDueDates(tx, Duration.between(aliveBefore, now));
    searchCharges(tx, aliveBefore, now);
  }

  private void searchCharges(Tx tx, Instant aliveBefore, Instant now) {
    store.searchCharges(tx, aliveBefore.minus(SEARCHED_BEFORE), now.plus(SEARCHED));
  }

  /// The time from which the processor is searched before a first charge; null = no search is
  /// needed.
  @Nullable Instant searchSince(Tx tx) {
    return store.searchSince(tx);
  }
}
