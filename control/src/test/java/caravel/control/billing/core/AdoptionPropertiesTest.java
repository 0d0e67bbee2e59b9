package caravel.control.billing.core;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.Seeds;
import caravel.control.billing.core.Item.Charge;
import caravel.control.billing.core.Item.Credit;
import caravel.control.money.BillingPeriod;
import caravel.control.money.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// No tenant is billed twice for time that was paid for at an earlier platform.
final class AdoptionPropertiesTest {
  private static final Instant END = Instant.parse("2028-03-01T00:00:00Z");
  private static final List<String> PLANS = List.of(Tale.FREE, Tale.BASIC, Tale.GROWTH, "penny");
  private static final int SEEDS = 400;

  static LongStream seeds() {
    return Seeds.of(SEEDS);
  }

  /// A move to this platform.
  ///
  /// @param anchor of the earlier platform
  /// @param at when the relays were adopted
  /// @param paidUntil end of the period that was paid for
  private record Move(Instant anchor, Instant at, Instant paidUntil, Random random) {
    static Move of(long seed) {
      var random = new Random(seed);
      var anchor = Instant.parse("2026-01-29T00:00:00Z").plusSeconds(random.nextLong(10 * 86_400L));
      var at = anchor.plusSeconds(random.nextLong(300 * 86_400L));
      var periods = new Periods(anchor);
      return new Move(anchor, at, periods.containing(at).end(), random);
    }

    PrepaidTime prepaid(String plan) {
      return new PrepaidTime(plan, price(plan), paidUntil, anchor);
    }

    Instant later(Instant from, Instant to) {
      return from.plusSeconds(random.nextLong(1 + to.getEpochSecond() - from.getEpochSecond()));
    }
  }

  /// The relay has been here since the anchor, and has changed plan as at this platform. What is
  /// charged from the end of the paid time on must be equal.
  @ParameterizedTest
  @MethodSource("seeds")
  void from_the_end_of_the_paid_time_on_it_costs_what_it_would_have_cost_before(long seed) {
    var move = Move.of(seed);
    var here = new ArrayList<Change>();
    var there = new ArrayList<Change>();
    for (var relay = 0; relay < 1 + move.random().nextInt(3); relay++) {
      var plan = paidPlan(move.random());
      there.add(change(there, move.anchor(), "r" + relay, on(plan), null));
      here.add(change(here, move.at(), "r" + relay, on(plan), move.prepaid(plan)));
    }
    var relays = here.size();
    var now = move.at();
    for (var count = move.random().nextInt(6); count > 0; count--) {
      now = move.later(now, move.paidUntil().minusSeconds(1));
      both(here, there, now, "r" + move.random().nextInt(relays), on(paidPlan(move.random())));
    }
    now = move.paidUntil();
    for (var count = move.random().nextInt(12); count > 0; count--) {
      now = move.later(now, now.plusSeconds(30 * 86_400L));
      both(here, there, now, "r" + move.random().nextInt(relays), anyTerms(move.random()));
    }
    var end = now.isAfter(END) ? now : END;
    Predicate<Item> isLater = item -> !item.at().isBefore(move.paidUntil());
    assertThat(lines(here, end, isLater))
        .as("seed %d", seed)
        .isNotEmpty()
        .isEqualTo(lines(there, end, isLater));
  }

  /// A relay on its plan or a cheaper one has any history. Until the end of the paid time nothing
  /// is charged for it, and nothing is credited.
  @ParameterizedTest
  @MethodSource("seeds")
  void the_plan_that_was_paid_for_costs_nothing_until_the_paid_time_ends(long seed) {
    var move = Move.of(seed);
    var changes = new ArrayList<Change>();
    changes.add(change(changes, move.at(), "r", on(Tale.GROWTH), move.prepaid(Tale.GROWTH)));
    var now = move.at();
    for (var count = move.random().nextInt(20); count > 0; count--) {
      now = move.later(now, move.paidUntil().minusSeconds(1));
      var monthly = anyTerms(move.random());
      changes.add(change(changes, now, "r", monthly, null));
      if (move.random().nextInt(3) == 0) {
        changes.add(change(changes, now, "other", anyTerms(move.random()), null));
      }
    }
    for (var item : history(changes).upTo(END).items()) {
      if (isOf("r", item) && item.at().isBefore(move.paidUntil())) {
        assertThat(item.amount().units()).as("seed %d: %s", seed, item).isZero();
      }
    }
  }

  /// Any change, also to a yearly or more expensive plan, by many relays.
  @ParameterizedTest
  @MethodSource("seeds")
  void within_the_paid_time_at_most_the_difference_is_charged(long seed) {
    var move = Move.of(seed);
    var changes = wild(move);
    var paid = move.prepaid(Tale.BASIC);
    var ledger = history(changes).upTo(END);
    var balance = 0L;
    for (var item : ledger.items()) {
      if (!isOf("r", item) || !item.at().isBefore(move.paidUntil())) {
        continue;
      }
      balance += item.amount().units();
      assertThat(balance).as("seed %d: money from nowhere at %s", seed, item).isNotNegative();
      if (item instanceof Charge charge) {
        assertThat(charge.span().end()).as("seed %d", seed).isBeforeOrEqualTo(move.paidUntil());
        var subject = charge.subject();
        var whole = subject.period().price(price(subject.planId())).amount();
        var before = paid.price().amount() * subject.period().months();
        var difference = subject.planId().equals(Tale.BASIC) ? 0 : Math.max(0, whole - before);
        assertThat(subject.price().amount()).as("seed %d", seed).isEqualTo(difference);
        assertThat(charge.cost().amount()).as("seed %d", seed).isBetween(0L, difference);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void no_second_is_charged_twice(long seed) {
    var ledger = history(wild(Move.of(seed))).upTo(END);
    var ends = new java.util.HashMap<Item.Id, Instant>();
    ledger
        .items()
        .forEach(item -> {
          if (item instanceof Credit credit) {
            ends.put(credit.givesBack().id(), credit.at());
          }
        });
    for (var relay : List.of("r", "s")) {
      var until = Instant.EPOCH;
      for (var item : ledger.items()) {
        if (isOf(relay, item) && item instanceof Charge charge) {
          assertThat(charge.span().start()).as("seed %d: %s", seed, item).isAfterOrEqualTo(until);
          until = ends.getOrDefault(charge.id(), charge.span().end());
        }
      }
    }
    assertThat(ledger.items().stream().map(Item::id)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void a_quote_within_the_paid_time_is_what_the_change_then_makes(long seed) {
    var move = Move.of(seed);
    var changes = wild(move);
    var last = changes.getLast();
    var at = move.later(last.at(), last.at().plusSeconds(20 * 86_400L));
    var terms = anyTerms(move.random());
    var before = history(changes).upTo(at).items();
    var quote = history(changes).quote("r", terms, at);
    changes.add(new Change(Quote.ACTIVITY, last.sequence() + 1, at, "r", terms));
    var after = history(changes).upTo(at).items();
    assertThat(quote.items())
        .as("seed %d", seed)
        .isEqualTo(after.subList(before.size(), after.size()));
  }

  /// An adopted relay `r` on the basic plan and another one `s`, in any order.
  private static List<Change> wild(Move move) {
    var changes = new ArrayList<Change>();
    var now = move.at();
    if (move.random().nextBoolean()) {
      changes.add(change(changes, now, "s", anyTerms(move.random()), null));
    }
    changes.add(change(changes, now, "r", on(Tale.BASIC), move.prepaid(Tale.BASIC)));
    for (var count = move.random().nextInt(30); count > 0; count--) {
      now =
          switch (move.random().nextInt(4)) {
            case 0 -> now;
            case 1 -> now.plusSeconds(move.random().nextInt(3));
            case 2 -> move.later(now, now.plusSeconds(6 * 86_400L));
            default -> now.isBefore(move.paidUntil()) ? beside(move, now) : now;
          };
      var relay = move.random().nextInt(3) == 0 ? "s" : "r";
      changes.add(change(changes, now, relay, anyTerms(move.random()), null));
    }
    return changes;
  }

  /// The end of the paid time, a second before it, or one after.
  private static Instant beside(Move move, Instant now) {
    var at = move.paidUntil().plusSeconds(move.random().nextInt(3) - 1L);
    return at.isBefore(now) ? now : at;
  }

  private static void both(
      List<Change> here, List<Change> there, Instant at, String relay, Terms after) {
    here.add(change(here, at, relay, after, null));
    there.add(change(there, at, relay, after, null));
  }

  private static Change change(
      List<Change> changes, Instant at, String relay, Terms after, @Nullable PrepaidTime prepaid) {
    var number = changes.size() + 1;
    return new Change("a" + number, number, at, relay, after, prepaid);
  }

  private static List<String> lines(List<Change> changes, Instant end, Predicate<Item> which) {
    return history(changes).upTo(end).items().stream().filter(which).map(Tale::line).toList();
  }

  private static History history(List<Change> changes) {
    return new History(changes, new Prices(List.of()), new Rails.Since(Instant.EPOCH));
  }

  private static boolean isOf(String relay, Item item) {
    return switch (item) {
      case Charge charge -> charge.subject().relayId().equals(relay);
      case Credit credit -> credit.givesBack().subject().relayId().equals(relay);
      case Item.Surplus _, Item.Adjustment _, Item.CreditReversal _, Item.RestoredCredit _ -> false;
    };
  }

  private static String paidPlan(Random random) {
    return PLANS.get(1 + random.nextInt(3));
  }

  private static Terms on(String plan) {
    return new Terms(plan, price(plan), true);
  }

  private static Terms anyTerms(Random random) {
    var plan = PLANS.get(random.nextInt(PLANS.size()));
    var period = random.nextInt(4) == 0 ? BillingPeriod.year(2) : BillingPeriod.MONTH;
    var active = random.nextInt(3) > 0;
    var paused = !active && random.nextInt(4) == 0;
    return new Terms(plan, period.price(price(plan)), period, active, paused, null);
  }

  private static Money price(String plan) {
    return Tale.sats(
        switch (plan) {
          case Tale.FREE -> 0;
          case Tale.BASIC -> 10_000;
          case Tale.GROWTH -> 49_999;
          default -> 7;
        });
  }
}
