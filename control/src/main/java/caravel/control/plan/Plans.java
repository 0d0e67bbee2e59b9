package caravel.control.plan;

import caravel.control.money.BillingInterval;
import caravel.control.money.BillingPeriod;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import java.util.List;
import java.util.Optional;

/// The catalogue: every plan that may be in use, in the operator's order, cheapest first.
///
/// @param yearly the terms of paying for a year in advance
public record Plans(Currency currency, List<Plan> all, Yearly yearly) {
  /// The plan with price 0, which every catalogue has.
  public static final String FREE = "free";

  /// The terms of paying for a year in advance.
  ///
  /// @param isOffered false = only relays that pay yearly already go on doing so
  /// @param freeMonths months of a year that cost nothing
  public record Yearly(boolean isOffered, int freeMonths) {
    public static final Yearly DEFAULT = new Yearly(true, 2);
  }

  /// A catalogue with the default yearly terms.
  public Plans(Currency currency, List<Plan> all) {
    this(currency, all, Yearly.DEFAULT);
  }

  public Plans {
    all = List.copyOf(all);
    if (all.stream().noneMatch(plan -> plan.id().equals(FREE) && plan.isFree())) {
      throw new IllegalArgumentException("a catalogue has a plan free at price 0");
    }
  }

  private static final long MEGABYTE = 1_000_000;
  private static final long GIGABYTE = 1_000 * MEGABYTE;

  /// The product's default catalogue.
  public static Plans builtIn(Currency currency) {
    return switch (currency) {
      case SAT -> table(currency, 10_000, 50_000);
      case USD -> table(currency, 500, 2_500);
    };
  }

  public Optional<Plan> byId(String id) {
    return all.stream().filter(plan -> plan.id().equals(id)).findFirst();
  }

  /// The period that is charged at this interval now.
  public BillingPeriod period(BillingInterval interval) {
    return switch (interval) {
      case MONTH -> BillingPeriod.MONTH;
      case YEAR -> BillingPeriod.year(yearly.freeMonths());
    };
  }

  /// Whether a relay on this plan may begin to pay yearly.
  public boolean offersYearly(Plan plan) {
    return yearly.isOffered() && !plan.isFree();
  }

  private static Plans table(Currency currency, long basic, long growth) {
    return new Plans(
        currency,
        List.of(
            new Plan(FREE, "Free", Money.zero(currency), false, new Plan.Offer(10, false, false)),
            new Plan(
                "basic",
                "Basic",
                new Money(basic, currency),
                false,
                new Plan.Offer(100, true, true, null, files(5, 500))),
            new Plan(
                "growth",
                "Growth",
                new Money(growth, currency),
                false,
                new Plan.Offer(null, true, true, null, files(50, 5_000)))));
  }

  private static Plan.FileBytes files(long relayGigabytes, long memberMegabytes) {
    return new Plan.FileBytes(relayGigabytes * GIGABYTE, memberMegabytes * MEGABYTE);
  }
}
