package caravel.control.billing.core;

import caravel.control.money.BillingInterval;
import caravel.control.money.BillingPeriod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A tenant's years by chance: few relays, changes that like to fall on renewals, on one second
/// before and after them, and upon each other.
final class RandomTale {
  static final Instant END = Instant.parse("2030-03-01T00:00:00Z");

  private static final Instant BEGIN = Instant.parse("2026-01-29T00:00:00Z");
  private static final List<String> PLANS = List.of(Tale.FREE, Tale.BASIC, Tale.GROWTH, "penny");

  private final Random random;
  private Instant now = BEGIN;

  RandomTale(long seed) {
    random = new Random(seed);
  }

  History history() {
    var changes = new ArrayList<Change>();
    var prices = new ArrayList<Prices.Price>();
    for (var plan : PLANS) {
      addPrices(prices, plan, BEGIN);
    }
    var rails = new Rails.Since(random.nextInt(3) == 0 ? BEGIN.plusSeconds(later()) : BEGIN);
    var anchor = BEGIN;
    var count = 1 + random.nextInt(40);
    for (var number = 1; number <= count && now.isBefore(END); number++) {
      if (random.nextInt(10) == 0) {
        var plan = PLANS.get(1 + random.nextInt(3));
        addPrices(prices, plan, now);
      }
      var plan = PLANS.get(random.nextInt(PLANS.size()));
      var interval = random.nextInt(3) == 0 ? BillingInterval.YEAR : BillingInterval.MONTH;
      var price = new Prices(prices).find(plan, interval, now).orElseThrow();
      var active = random.nextInt(3) > 0;
      var terms = new Terms(plan, price.price(), price.period(), active, false, null);
      changes.add(new Change("a" + number, number, now, "r" + random.nextInt(3), terms));
      if (number == 1) {
        anchor = now;
      }
      now = next(anchor);
    }
    return new History(changes, new Prices(prices), rails);
  }

  /// Stays, goes on a little, or jumps to a renewal, one second before it, or one after.
  private Instant next(Instant anchor) {
    return switch (random.nextInt(5)) {
      case 0, 1 -> now;
      case 2 -> now.plusSeconds(1 + random.nextInt(100));
      case 3 -> {
        var periods = new Periods(anchor);
        var renewal =
            periods
                .containing(now, 1 + random.nextInt(2) * 11)
                .end()
                .plusSeconds(random.nextInt(3) - 1);
        yield renewal.isBefore(now) ? now : renewal;
      }
      default -> now.plusSeconds(later());
    };
  }

  private long later() {
    return random.nextLong(45 * 86_400L);
  }

  /// The monthly price and the yearly one, of which some months are free.
  private void addPrices(List<Prices.Price> prices, String plan, Instant at) {
    var price = price(plan);
    var year = BillingPeriod.year(random.nextInt(BillingPeriod.FREE_MONTHS_MAX + 1));
    prices.add(new Prices.Price(plan, price, at));
    prices.add(new Prices.Price(plan, year.price(price), year, at));
  }

  private caravel.control.money.Money price(String plan) {
    return Tale.sats(
        switch (plan) {
          case Tale.FREE -> 0;
          case "penny" -> 1 + random.nextInt(9);
          default -> 1_000 + random.nextInt(60_000);
        });
  }
}
