package caravel.control.billing.core;

import caravel.control.billing.core.Item.Charge;
import caravel.control.billing.core.Item.Credit;
import caravel.control.billing.core.Item.Surplus;
import caravel.control.money.BillingInterval;
import caravel.control.money.BillingPeriod;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A tenant's history, told line by line.
final class Tale {
  static final String FREE = "free";
  static final String BASIC = "basic";
  static final String GROWTH = "growth";

  private final List<Change> changes = new ArrayList<>();
  private final List<Prices.Price> prices = new ArrayList<>();
  private Rails rails = new Rails.Since(Instant.EPOCH);
  private Instant now = Instant.EPOCH;

  static Money sats(long amount) {
    return new Money(amount, Currency.SAT);
  }

  static Instant instant(String text) {
    return Instant.parse(text.length() == 10 ? text + "T00:00:00Z" : text);
  }

  Tale on(String when) {
    return on(instant(when));
  }

  Tale on(Instant when) {
    now = when;
    return this;
  }

  Tale runs(String relay, String plan) {
    return change(relay, new Terms(plan, priceOf(plan), true));
  }

  /// Is online and pays for a year in advance, of which two months are free.
  Tale runsYearly(String relay, String plan) {
    var year = BillingPeriod.year(2);
    var price =
        new Prices(prices)
            .find(plan, BillingInterval.YEAR, now)
            .orElseGet(() -> new Prices.Price(plan, year.price(priceOf(plan)), year, now));
    return change(relay, new Terms(plan, price.price(), price.period(), true, false, null));
  }

  Tale repricesYear(String plan, long sats, int freeMonths) {
    prices.add(new Prices.Price(plan, sats(sats), BillingPeriod.year(freeMonths), now));
    return this;
  }

  Tale stops(String relay, String plan) {
    return change(relay, new Terms(plan, priceOf(plan), false));
  }

  /// Goes offline because an invoice was not paid.
  Tale pauses(String relay, String plan) {
    return change(relay, new Terms(plan, priceOf(plan), false, true));
  }

  /// Is offline on a plan until another is paid.
  Tale reserves(String relay, String plan, String reserved) {
    var reservation = new Terms.Reservation(reserved, priceOf(reserved));
    return change(relay, new Terms(plan, priceOf(plan), false, true, reservation));
  }

  /// Is online on a plan, and waits for another to be paid.
  Tale waits(String relay, String plan, String reserved) {
    var reservation = new Terms.Reservation(reserved, priceOf(reserved));
    return change(relay, new Terms(plan, priceOf(plan), true, false, reservation));
  }

  Tale reprices(String plan, long sats) {
    prices.add(new Prices.Price(plan, sats(sats), now));
    return this;
  }

  Tale getsTheFirstRail() {
    rails = new Rails.Since(now);
    return this;
  }

  Tale withoutRail() {
    rails = new Rails.Never();
    return this;
  }

  /// Comes from an earlier platform, where it is paid for.
  Tale isAdopted(String relay, String plan, String paidUntil, String anchor) {
    var number = changes.size() + 1;
    var prepaid = new PrepaidTime(plan, priceOf(plan), instant(paidUntil), instant(anchor));
    var terms = new Terms(plan, priceOf(plan), true);
    changes.add(new Change("a" + number, number, now, relay, terms, prepaid));
    return this;
  }

  Tale change(String relay, Terms after) {
    var number = changes.size() + 1;
    changes.add(new Change("a" + number, number, now, relay, after));
    return this;
  }

  History history() {
    return new History(changes, new Prices(prices), rails);
  }

  Ledger upTo(String when) {
    return history().upTo(instant(when));
  }

  /// Every line as `relay plan from..to amount`.
  List<String> items(String until) {
    return upTo(until).items().stream().map(Tale::line).toList();
  }

  static String line(Item item) {
    return switch (item) {
      case Charge(_, var subject, var span, _) ->
          "%s %s %s..%s %+d"
              .formatted(
                  subject.relayId(),
                  subject.planId(),
                  brief(span.start()),
                  brief(span.end()),
                  item.amount().units());
      case Credit(var charge, _, var at, _) ->
          "%s %s %s..%s %+d"
              .formatted(
                  charge.subject().relayId(),
                  charge.subject().planId(),
                  brief(at),
                  brief(charge.span().end()),
                  item.amount().units());
      case Surplus(var payment, _, _) -> "%s %+d".formatted(payment, item.amount().units());
      case Item.Adjustment _, Item.CreditReversal _, Item.RestoredCredit _ ->
          "%s %+d".formatted(item.id(), item.amount().units());
    };
  }

  static String brief(Instant at) {
    return at.toString().replace("T00:00:00Z", "");
  }

  Money priceOf(String plan) {
    return new Prices(prices)
        .known(plan, now)
        .orElse(
            sats(
                switch (plan) {
                  case FREE -> 0;
                  case BASIC -> 10_000;
                  case GROWTH -> 50_000;
                  default -> throw new IllegalArgumentException(plan);
                }));
  }
}
