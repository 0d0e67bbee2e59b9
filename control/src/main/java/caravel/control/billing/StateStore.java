package caravel.control.billing;

import caravel.control.billing.core.Prices;
import caravel.control.billing.core.Prices.Price;
import caravel.control.billing.core.Rails;
import caravel.control.db.Tx;
import caravel.control.money.BillingInterval;
import caravel.control.money.BillingPeriod;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.plan.Plans;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Stores deployment-wide billing state: `billing_state`, `plan_prices` and `yearly_prices`.
final class StateStore {
  Duration clockAhead(Tx tx) {
    return Duration.ofSeconds(
        tx.handle()
            .createQuery("SELECT clock_ahead_seconds FROM billing_state")
            .mapTo(long.class)
            .one());
  }

  Duration advance(Tx tx, Duration by) {
    tx.handle()
        .execute(
            "UPDATE billing_state SET clock_ahead_seconds = clock_ahead_seconds + ?",
            by.toSeconds());
    return clockAhead(tx);
  }

  Rails rails(Tx tx) {
    return tx.handle()
        .createQuery("SELECT rails_since FROM billing_state WHERE rails_since IS NOT NULL")
        .mapTo(long.class)
        .findOne()
        .<Rails>map(since -> new Rails.Since(Instant.ofEpochSecond(since)))
        .orElseGet(Rails.Never::new);
  }

  /// Items up to this instant were made when shares were rounded half up.
  Instant halfUpUntil(Tx tx) {
    return tx.handle()
        .createQuery("SELECT half_up_until FROM billing_state")
        .mapTo(long.class)
        .map(Instant::ofEpochSecond)
        .one();
  }

  /// Stores the first instant with a way to pay.
  ///
  /// @return whether this is the first
  boolean railsSeen(Tx tx, Instant now) {
    return tx.handle()
            .execute(
                "UPDATE billing_state SET rails_since = ? WHERE rails_since IS NULL",
                now.getEpochSecond())
        == 1;
  }

  /// The currencies of the prices seen so far.
  List<String> currencies(Tx tx) {
    return tx.handle()
        .createQuery("SELECT DISTINCT currency FROM plan_prices ORDER BY 1")
        .mapTo(String.class)
        .list();
  }

  Prices prices(Tx tx, Currency currency) {
    var seen = new ArrayList<Price>();
    tx.handle()
        .createQuery("SELECT plan_id, amount, seen_at FROM plan_prices ORDER BY seen_at")
        .map((row, _) ->
            new Price(
                row.getString(1),
                new Money(row.getLong(2), currency),
                Instant.ofEpochSecond(row.getLong(3))))
        .forEach(seen::add);
    tx.handle()
        .createQuery(
            "SELECT plan_id, amount, seen_at, free_months FROM yearly_prices ORDER BY seen_at")
        .map((row, _) ->
            new Price(
                row.getString(1),
                new Money(row.getLong(2), currency),
                BillingPeriod.year(row.getInt(4)),
                Instant.ofEpochSecond(row.getLong(3))))
        .forEach(seen::add);
    return new Prices(seen);
  }

  /// Records every price that differs from the latest known one. After the clock was set back, a
  /// price applies only after everything billed, so that no billed period changes its price.
  void pricesSeen(Tx tx, Plans plans, Instant now) {
    var known = prices(tx, plans.currency());
    for (var plan : plans.all()) {
      for (var interval : BillingInterval.values()) {
        var from = later(later(now, billedUntil(tx)), known.lastSeenAt(plan.id(), interval));
        var period = plans.period(interval);
        var price = new Price(plan.id(), period.price(plan.price()), period, from);
        if (known
            .find(plan.id(), interval, from)
            .filter(last -> last.price().equals(price.price()) && last.period().equals(period))
            .isEmpty()) {
          seen(tx, price);
        }
      }
    }
  }

  /// The first second after everything that is billed.
  private static Instant billedUntil(Tx tx) {
    return tx.handle()
        .select("SELECT coalesce(max(billed_until), -1) + 1 FROM ledgers")
        .map((row, _) -> Instant.ofEpochSecond(row.getLong(1)))
        .one();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }

  private static void seen(Tx tx, Price price) {
    switch (price.period().interval()) {
      case MONTH ->
          tx.handle()
              .execute(
                  """
                  INSERT INTO plan_prices (plan_id, currency, amount, seen_at) VALUES (?, ?, ?, ?)
                  ON CONFLICT (plan_id, seen_at) DO UPDATE SET amount = excluded.amount
                  """,
                  price.planId(),
                  price.price().currency().word(),
                  price.price().amount(),
                  price.seenAt().getEpochSecond());
      case YEAR ->
          tx.handle()
              .execute(
                  """
                  INSERT INTO yearly_prices (plan_id, currency, amount, free_months, seen_at)
                  VALUES (?, ?, ?, ?, ?)
                  ON CONFLICT (plan_id, seen_at) DO UPDATE SET
                    amount = excluded.amount, free_months = excluded.free_months
                  """,
                  price.planId(),
                  price.price().currency().word(),
                  price.price().amount(),
                  price.period().freeMonths(),
                  price.seenAt().getEpochSecond());
    }
  }
}
