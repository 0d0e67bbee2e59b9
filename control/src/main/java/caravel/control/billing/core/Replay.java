package caravel.control.billing.core;

import caravel.control.billing.core.Checkpoint.Returned;
import caravel.control.billing.core.Item.Cause;
import caravel.control.billing.core.Item.Charge;
import caravel.control.billing.core.Item.Credit;
import caravel.control.billing.core.Item.Subject;
import caravel.control.billing.core.Ledger.Anchoring;
import caravel.control.money.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One pass through a history, from its checkpoint to an instant. It makes every charge and credit.
final class Replay {
  private final History history;
  private final List<Item> items = new ArrayList<>();

  /// The terms of the relays that are online. Other relays are not billed, and a change has all
  /// their terms.
  private final Map<String, Terms> relays;

  private final Map<String, Charge> live;
  private final Map<String, Charge> reserved;
  private final List<Returned> returned;
  private Anchoring anchoring;
  private boolean railed;

  /// Whether a tenant who returns in the second in which the anchor ended keeps it.
  private boolean resumable;

  private Replay(History history) {
    var start = history.start();
    this.history = history;
    this.relays = new TreeMap<>(start.relays());
    this.live = new TreeMap<>(start.live());
    this.reserved = new TreeMap<>(start.reserved());
    this.returned = new ArrayList<>(start.returned());
    this.anchoring = start.anchoring();
    this.railed = start.railed();
    this.resumable = start.resumable();
  }

  static Ledger of(History history, Instant until) {
    var replay = new Replay(history);
    var sequence = history.start().sequence();
    for (var change : history.changes()) {
      if (change.at().isAfter(until)) {
        break;
      }
      replay.advanceTo(change.at());
      replay.take(change);
      sequence = change.sequence();
    }
    replay.advanceTo(until);
    return new Ledger(replay.items, replay.checkpoint(sequence, until));
  }

  private Checkpoint checkpoint(long sequence, Instant until) {
    returned.removeIf(credit -> !credit.at().equals(until));
    return new Checkpoint(
        sequence, until, railed, resumable, anchoring, relays, live, reserved, returned);
  }

  /// Handles period starts up to and including `until`, before the changes at that instant.
  private void advanceTo(Instant until) {
    if (!railed && history.rails() instanceof Rails.Since(var first) && !first.isAfter(until)) {
      railed = true;
      beginAt(first);
    }
    while (anchoring instanceof Anchoring.Running(var periods, var renewal)
        && !renewal.isAfter(until)) {
      open(periods.containing(renewal));
    }
  }

  /// Handles the first way to pay: relays on paid plans become billable from then on.
  private void beginAt(Instant first) {
    open(new Periods(first).period(0));
  }

  /// Charges every billable relay for a whole period.
  private void open(Span period) {
    live.clear();
    relays.replaceAll((relay, terms) -> terms.at(renewalPrice(terms, period.start())));
    relays.forEach((relay, terms) -> {
      if (terms.billable()) {
        charge(new Cause.PeriodStart(), relay, terms, period, period.start());
      }
    });
    anchoring = next(period);
    resumable = true;
  }

  private Anchoring next(Span period) {
    return switch (anchoring) {
      case Anchoring.None none when live.isEmpty() -> none;
      case Anchoring.Ended ended when live.isEmpty() -> ended;
      case Anchoring.Running(var periods, _) when live.isEmpty() ->
          new Anchoring.Ended(periods, period.start());
      case Anchoring.Running(var periods, _) -> new Anchoring.Running(periods, period.end());
      case Anchoring.None _, Anchoring.Ended _ ->
          new Anchoring.Running(new Periods(period.start()), period.end());
    };
  }

  private Money renewalPrice(Terms terms, Instant start) {
    return history.prices().atPeriodStart(terms.planId(), start).orElse(terms.price());
  }

  private void take(Change change) {
    reserve(change);
    var relay = change.relayId();
    var before = relays.get(relay);
    if (before != null && before.billsLike(change.after())) {
      return;
    }
    if (change.after().active()) {
      relays.put(relay, change.after());
    } else {
      relays.remove(relay);
    }
    var ended = live.remove(relay);
    if (ended != null) {
      giveBack(ended, change);
    }
    if (railed && change.after().billable()) {
      var period = periodFor(change.at());
      charge(new Cause.Activity(change.activityId()), relay, change.after(), period, change.at());
    } else if (live.isEmpty() && anchoring instanceof Anchoring.Running(var periods, _)) {
      anchoring = new Anchoring.Ended(periods, change.at());
      resumable = !change.after().paused();
    }
  }

  /// Charges a relay that waits for its first payment a whole month of its own. The charge is
  /// returned in full when the relay starts or stops waiting, because nothing was used.
  private void reserve(Change change) {
    var relay = change.relayId();
    var before = reserved.get(relay);
    var after = change.after().reservation();
    if (before != null && after != null && before.subject().planId().equals(after.planId())) {
      return;
    }
    if (before != null) {
      reserved.remove(relay);
      items.add(new Credit(before, change.activityId(), before.span().start(), before.cost()));
    }
    if (railed && after != null) {
      var charge =
          new Charge(
              new Cause.Reservation(change.activityId()),
              new Subject(relay, after.planId(), after.price()),
              new Periods(change.at()).period(0),
              after.price());
      items.add(charge);
      reserved.put(relay, charge);
    }
  }

  /// The period in which a relay becomes billable. A tenant without billable relays gets a new
  /// anchor. A tenant who returns within the second in which the anchor ended keeps it, unless the
  /// relay was paused.
  private Span periodFor(Instant at) {
    var periods =
        switch (anchoring) {
          case Anchoring.Running(var running, _) -> running;
          case Anchoring.Ended(var ended, var end) when resumable && end.equals(at) -> ended;
          case Anchoring.None _, Anchoring.Ended _ -> new Periods(at);
        };
    var period = periods.containing(at);
    anchoring = new Anchoring.Running(periods, period.end());
    return period;
  }

  private void charge(Cause cause, String relay, Terms terms, Span period, Instant from) {
    var cost = costOf(relay, terms, period, from);
    var subject = new Subject(relay, terms.planId(), terms.price());
    var charge = new Charge(cause, subject, new Span(from, period.end()), cost);
    items.add(charge);
    live.put(relay, charge);
  }

  /// The cost of a relay for the rest of a period. A relay that returns to the same terms within a
  /// second costs exactly its credit, because a share of a share may round differently.
  private Money costOf(String relay, Terms terms, Span period, Instant from) {
    var subject = new Subject(relay, terms.planId(), terms.price());
    return returned.stream()
        .filter(credit -> credit.at().equals(from) && credit.subject().equals(subject))
        .findFirst()
        .map(Returned::rest)
        .orElseGet(() -> Proration.charge(terms.price(), period, from, isHalfUp(from)));
  }

  private void giveBack(Charge charge, Change change) {
    var at = change.at();
    var rest = Proration.unused(charge.cost(), charge.span(), at, isHalfUp(at));
    items.add(new Credit(charge, change.activityId(), at, rest));
    if (change.after().paused()) {
      return; // A paused relay does not get its earlier charge back.
    }
    returned.removeIf(earlier -> !earlier.at().equals(at));
    returned.add(new Returned(charge.subject(), at, rest));
  }

  private boolean isHalfUp(Instant at) {
    return !at.isAfter(history.halfUpUntil());
  }
}
