package caravel.control.billing.core;

import caravel.control.billing.core.Item.Cause;
import caravel.control.billing.core.Item.Charge;
import caravel.control.billing.core.Item.Credit;
import caravel.control.billing.core.Item.Subject;
import caravel.control.billing.core.Ledger.Anchoring;
import caravel.control.money.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One walk through a history, from its first change to an instant. All charges and credits there
/// are come from here.
final class Replay {
  private final History history;
  private final List<Item> items = new ArrayList<>();
  private final Map<String, Terms> relays = new TreeMap<>();
  private final Map<String, Charge> live = new TreeMap<>();
  private final Map<String, List<Credit>> givenBack = new HashMap<>();
  private Anchoring anchoring = new Anchoring.None();
  private boolean railed;

  /// Whether who returns within the second in which the anchor ended is where they were.
  private boolean resumable;

  private Replay(History history) {
    this.history = history;
  }

  static Ledger of(History history, Instant until) {
    var replay = new Replay(history);
    for (var change : history.changes()) {
      if (change.at().isAfter(until)) {
        break;
      }
      replay.passTo(change.at());
      replay.take(change);
    }
    replay.passTo(until);
    return new Ledger(replay.items, replay.live, replay.anchoring);
  }

  /// Period starts up to an instant come before what happens at it.
  private void passTo(Instant until) {
    if (!railed && history.rails() instanceof Rails.Since(var first) && !first.isAfter(until)) {
      railed = true;
      beginAt(first);
    }
    while (anchoring instanceof Anchoring.Running(var periods, var renewal)
        && !renewal.isAfter(until)) {
      open(periods.containing(renewal));
    }
  }

  /// The first way to pay is there: relays that are on paid plans become billable now, and nothing
  /// before.
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
    var relay = change.relayId();
    var before = relays.get(relay);
    if (before != null && before.billsLike(change.after())) {
      return;
    }
    relays.put(relay, change.after());
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

  /// The period in which a relay becomes billable. A tenant who had nothing billable begins anew,
  /// but not within the very second in which it ended: who goes there and back at once is where
  /// they were. Only who was paused has a clean slate even then.
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

  /// A share of a share may round otherwise than the share itself. So a relay that returns within
  /// the second to what it was costs what was given back for it, and nothing has changed.
  private Money costOf(String relay, Terms terms, Span period, Instant from) {
    return givenBack.getOrDefault(relay, List.of()).stream()
        .filter(credit -> credit.at().equals(from))
        .filter(credit -> credit.givesBack().subject().planId().equals(terms.planId()))
        .filter(credit -> credit.givesBack().subject().price().equals(terms.price()))
        .findFirst()
        .map(Credit::rest)
        .orElseGet(() -> Proration.charge(terms.price(), period, from));
  }

  private void giveBack(Charge charge, Change change) {
    var rest = Proration.unused(charge.cost(), charge.span(), change.at());
    var credit = new Credit(charge, change.activityId(), change.at(), rest);
    items.add(credit);
    if (change.after().paused()) {
      return; // Nobody went there and back.
    }
    var given = givenBack.computeIfAbsent(change.relayId(), _ -> new ArrayList<>());
    given.removeIf(earlier -> !earlier.at().equals(change.at()));
    given.add(credit);
  }
}
