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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
  private final Map<String, PrepaidTime> prepaid;
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
    this.prepaid = new TreeMap<>(start.prepaid());
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
    prepaid.values().removeIf(time -> !time.covers(until));
    return new Checkpoint(
        sequence, until, railed, resumable, anchoring, relays, live, reserved, returned, prepaid);
  }

  /// Handles period starts up to and including `until`, before the changes at that instant.
  private void advanceTo(Instant until) {
    if (!railed && history.rails() instanceof Rails.Since(var first) && !first.isAfter(until)) {
      railed = true; // Relays on paid plans become billable from then on.
      open(new Periods(anchorAtFirst(first)), first);
    }
    while (anchoring instanceof Anchoring.Running(var periods, var renewal)
        && !renewal.isAfter(until)) {
      open(periods, renewal);
    }
  }

  /// The anchor of the tenant's relays at the first way to pay. A relay that was paid for at an
  /// earlier platform keeps its periods.
  private Instant anchorAtFirst(Instant first) {
    return relays.entrySet().stream()
        .filter(relay -> relay.getValue().billable())
        .map(relay -> prepaid.get(relay.getKey()))
        .filter(time -> time != null && time.covers(first))
        .map(PrepaidTime::anchor)
        .findFirst()
        .orElse(first);
  }

  /// Charges every billable relay without a running charge for a whole period. A relay that paid
  /// for a year has a running charge until the year ends. A relay whose prepaid time ends inside a
  /// period pays for the rest of that period.
  private void open(Periods periods, Instant start) {
    live.values().removeIf(charge -> !charge.span().end().isAfter(start));
    relays.replaceAll((relay, terms) -> live.containsKey(relay) ? terms : renewed(terms, start));
    relays.forEach((relay, terms) -> {
      if (terms.billable() && !live.containsKey(relay)) {
        var period = periods.containing(start, terms.period().months());
        charge(new Cause.PeriodStart(), relay, terms, period, start);
      }
    });
    if (!live.isEmpty()) {
      anchoring = new Anchoring.Running(periods, firstEnd());
    } else if (anchoring instanceof Anchoring.Running) {
      anchoring = new Anchoring.Ended(periods, start);
    }
    resumable = true;
  }

  /// When the first running charge ends.
  private Instant firstEnd() {
    return live.values().stream()
        .map(charge -> charge.span().end())
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  private Terms renewed(Terms terms, Instant start) {
    return history
        .prices()
        .atPeriodStart(terms.planId(), terms.period().interval(), start)
        .map(terms::at)
        .orElse(terms);
  }

  private void take(Change change) {
    reserve(change);
    var relay = change.relayId();
    if (change.prepaid() != null) {
      prepaid.put(relay, change.prepaid());
    }
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
      var periods = periodsAt(change);
      var period = periodFor(change, periods, ended);
      charge(new Cause.Activity(change.activityId()), relay, change.after(), period, change.at());
      anchoring = new Anchoring.Running(periods, firstEnd());
    } else if (anchoring instanceof Anchoring.Running(var periods, _)) {
      if (live.isEmpty()) {
        anchoring = new Anchoring.Ended(periods, change.at());
        resumable = !change.after().paused();
      } else {
        anchoring = new Anchoring.Running(periods, firstEnd());
      }
    }
  }

  /// Charges a relay that waits for its first payment a whole period of its own. The charge is
  /// returned in full when the relay starts or stops waiting, because nothing was used.
  private void reserve(Change change) {
    var relay = change.relayId();
    var before = reserved.get(relay);
    var after = change.after().reservation();
    if (before != null && after != null && after.isLike(before.subject())) {
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
              new Subject(relay, after.planId(), after.price(), after.period()),
              new Periods(change.at()).containing(change.at(), after.period().months()),
              after.price());
      items.add(charge);
      reserved.put(relay, charge);
    }
  }

  /// The periods of a tenant with a relay that becomes billable. A tenant without billable relays
  /// gets a new anchor. A tenant who returns within the second in which the anchor ended keeps it,
  /// unless the relay was paused. A relay that was paid for at an earlier platform brings its
  /// anchor.
  private Periods periodsAt(Change change) {
    var at = change.at();
    return switch (anchoring) {
      case Anchoring.Running(var running, _) -> running;
      case Anchoring.Ended(var ended, var end) when resumable && end.equals(at) -> ended;
      case Anchoring.None _, Anchoring.Ended _ -> {
        var brought = change.prepaid() == null ? prepaidAt(change.relayId(), at) : change.prepaid();
        yield new Periods(brought == null ? at : brought.anchor());
      }
    };
  }

  /// The prepaid time of a relay at an instant; null = there is none, or it is over.
  private @Nullable PrepaidTime prepaidAt(String relay, Instant at) {
    var time = prepaid.get(relay);
    return time != null && time.covers(at) ? time : null;
  }

  /// The terms that a relay is charged for at an instant.
  private Terms chargedAt(String relay, Terms terms, Instant at) {
    var time = prepaidAt(relay, at);
    return time == null ? terms : time.chargedOf(terms);
  }

  /// The period of which a relay pays the rest. A relay that was charged at the same interval until
  /// now keeps its period, so another plan does not begin another year.
  private Span periodFor(Change change, Periods periods, @Nullable Charge ended) {
    var after = chargedAt(change.relayId(), change.after(), change.at());
    var months = after.period().months();
    return returned(change.relayId(), after, change.at())
        .map(Returned::end)
        .or(() ->
            Optional.ofNullable(ended)
                .filter(charge -> charge.subject().period().interval() == after.period().interval())
                .map(charge -> charge.span().end()))
        .flatMap(end -> periods.endingAt(end, months))
        .filter(period -> period.contains(change.at()))
        .orElseGet(() -> periods.containing(change.at(), months));
  }

  /// The rest of an equal charge that was given back within this second.
  private Optional<Returned> returned(String relay, Terms terms, Instant at) {
    var subject = subject(relay, terms);
    return returned.stream()
        .filter(credit -> credit.at().equals(at) && credit.subject().equals(subject))
        .findFirst();
  }

  private static Subject subject(String relay, Terms terms) {
    return new Subject(relay, terms.planId(), terms.price(), terms.period());
  }

  private void charge(Cause cause, String relay, Terms terms, Span period, Instant from) {
    var time = prepaidAt(relay, from);
    var charged = chargedAt(relay, terms, from);
    var span = new Span(from, time == null ? period.end() : time.endOf(charged, period));
    var cost = costOf(relay, charged, period, span);
    var charge = new Charge(cause, subject(relay, charged), span, cost);
    items.add(charge);
    live.put(relay, charge);
  }

  /// The cost of a relay for a part of a period. A relay that returns to the same terms within a
  /// second costs exactly its credit, because a share of a share may round differently.
  private Money costOf(String relay, Terms terms, Span period, Span span) {
    var from = span.start();
    return returned(relay, terms, from)
        .filter(credit -> terms.isMonthly() || credit.end().equals(span.end()))
        .map(Returned::rest)
        .orElseGet(() -> Proration.charge(terms.price(), period, span, isHalfUp(from)));
  }

  private void giveBack(Charge charge, Change change) {
    var at = change.at();
    var rest = Proration.unused(charge.cost(), charge.span(), at, isHalfUp(at));
    items.add(new Credit(charge, change.activityId(), at, rest));
    if (change.after().paused()) {
      return; // A paused relay does not get its earlier charge back.
    }
    returned.removeIf(earlier -> !earlier.at().equals(at));
    returned.add(new Returned(charge.subject(), at, rest, charge.span().end()));
  }

  private boolean isHalfUp(Instant at) {
    return !at.isAfter(history.halfUpUntil());
  }
}
