package caravel.control.billing.core;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.Seeds;
import caravel.control.billing.core.Item.Charge;
import caravel.control.billing.core.Item.Credit;
import caravel.control.billing.core.Ledger.Anchoring;
import caravel.control.money.BillingPeriod;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Rules that hold for the items of all tenants together when relays change hands.
final class TransferPropertiesTest {
  private static final Instant BEGIN = Instant.parse("2026-01-29T00:00:00Z");
  private static final Instant END = Instant.parse("2027-03-01T00:00:00Z");
  private static final List<String> PLANS = List.of(Tale.FREE, Tale.BASIC, Tale.GROWTH, "penny");
  private static final int TENANTS = 3;
  private static final int RELAYS = 3;
  private static final int SEEDS = 300;

  static LongStream seeds() {
    return Seeds.of(SEEDS);
  }

  /// Tenants whose relays change plan, go off and on, and change hands. Many acts fall on a
  /// renewal, a second beside it, or upon each other.
  ///
  /// @param spans by relay: when it was billable, under any owner; the last one may be open
  private record Market(List<History> histories, Map<String, List<Span>> spans) {}

  private static Market market(long seed) {
    var random = new Random(seed);
    var changes = new ArrayList<List<Change>>();
    for (var tenant = 0; tenant < TENANTS; tenant++) {
      changes.add(new ArrayList<>());
    }
    var owners = new int[RELAYS];
    var terms = new Terms[RELAYS];
    var since = new HashMap<Integer, Instant>();
    var spans = new TreeMap<String, List<Span>>();
    var now = BEGIN;
    for (var count = 20 + random.nextInt(60); count > 0 && now.isBefore(END); count--) {
      var relay = random.nextInt(RELAYS);
      var before = terms[relay];
      if (before != null && random.nextInt(2) == 0) {
        var next = random.nextInt(TENANTS);
        if (next != owners[relay]) {
          var gone =
              new Terms(before.planId(), before.price(), before.period(), false, false, null);
          add(changes, owners[relay], now, relay, gone);
          add(changes, next, now, relay, before);
          owners[relay] = next;
        }
      } else {
        if (before == null) {
          owners[relay] = random.nextInt(TENANTS);
        }
        var plan = PLANS.get(random.nextInt(PLANS.size()));
        var year = random.nextInt(3) == 0;
        var period = year ? BillingPeriod.year(2) : BillingPeriod.MONTH;
        var active = random.nextInt(4) > 0;
        var after = new Terms(plan, period.price(price(plan)), period, active, false, null);
        terms[relay] = after;
        add(changes, owners[relay], now, relay, after);
        if (after.billable()) {
          since.putIfAbsent(relay, now);
        } else {
          used(spans, relay, since.remove(relay), now);
        }
      }
      now = next(random, now, changes);
    }
    for (var relay = 0; relay < RELAYS; relay++) {
      used(spans, relay, since.get(relay), END);
    }
    var histories =
        changes.stream()
            .map(one -> new History(one, new Prices(List.of()), new Rails.Since(BEGIN)))
            .toList();
    return new Market(histories, spans);
  }

  private static void add(
      List<List<Change>> changes, int tenant, Instant at, int relay, Terms after) {
    var own = changes.get(tenant);
    var number = own.size() + 1;
    own.add(new Change("t" + tenant + "a" + number, number, at, "r" + relay, after));
  }

  private static void used(
      Map<String, List<Span>> spans, int relay, @Nullable Instant from, Instant to) {
    if (from != null && from.isBefore(to)) {
      spans.computeIfAbsent("r" + relay, _ -> new ArrayList<>()).add(new Span(from, to));
    }
  }

  /// Stays, goes on a little, or jumps to the renewal of a tenant or beside it.
  private static Instant next(Random random, Instant now, List<List<Change>> changes) {
    return switch (random.nextInt(5)) {
      case 0 -> now;
      case 1 -> now.plusSeconds(1 + random.nextInt(100));
      case 2, 3 -> {
        var any = changes.get(random.nextInt(TENANTS));
        if (any.isEmpty()) {
          yield now;
        }
        var renewal =
            new Periods(any.getFirst().at())
                .containing(now)
                .end()
                .plusSeconds(random.nextInt(3) - 1L);
        yield renewal.isBefore(now) ? now : renewal;
      }
      default -> now.plusSeconds(random.nextLong(20 * 86_400L));
    };
  }

  private static caravel.control.money.Money price(String plan) {
    return Tale.sats(
        switch (plan) {
          case Tale.FREE -> 0;
          case Tale.BASIC -> 10_000;
          case Tale.GROWTH -> 49_999;
          default -> 7;
        });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void no_second_is_billed_to_two_tenants_or_to_none(long seed) {
    var market = market(seed);
    var billed = new TreeMap<String, List<Span>>();
    for (var history : market.histories()) {
      var ledger = history.upTo(END);
      for (var item : ledger.items()) {
        if (item instanceof Charge charge) {
          var end = endOf(charge, ledger);
          var until = end.isAfter(END) ? END : end;
          if (charge.span().start().isBefore(until)) {
            billed
                .computeIfAbsent(charge.subject().relayId(), _ -> new ArrayList<>())
                .add(new Span(charge.span().start(), until));
          }
        }
      }
    }
    billed.replaceAll((relay, spans) -> joined(relay, spans, seed));
    var wanted = new TreeMap<>(market.spans());
    wanted.replaceAll((relay, spans) -> joined(relay, spans, seed));
    assertThat(billed).as("seed %d", seed).isEqualTo(wanted);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void the_items_of_all_owners_sum_to_the_use_and_less_than_one_unit_a_change_above(long seed) {
    var exact = new HashMap<String, BigDecimal>();
    var billed = new HashMap<String, Long>();
    var roundings = new HashMap<String, Integer>();
    for (var history : market(seed).histories()) {
      var ledger = history.upTo(END);
      for (var item : ledger.items()) {
        var charge = item instanceof Credit credit ? credit.givesBack() : (Charge) item;
        var relay = charge.subject().relayId();
        billed.merge(relay, item.amount().units(), Long::sum);
        var rounded = item instanceof Credit || charge.cause() instanceof Item.Cause.Activity;
        roundings.merge(relay, rounded ? 1 : 0, Integer::sum);
        if (item instanceof Charge) {
          exact.merge(relay, exactUse(charge, ledger, history), BigDecimal::add);
        }
      }
    }
    billed.forEach((relay, sum) -> {
      var excess =
          BigDecimal.valueOf(sum)
              .subtract(exact.getOrDefault(relay, BigDecimal.ZERO))
              .setScale(9, RoundingMode.HALF_EVEN);
      assertThat(excess).as("seed %d, %s", seed, relay).isNotNegative();
      var changes = BigDecimal.valueOf(roundings.getOrDefault(relay, 0));
      assertThat(excess).as("seed %d, %s", seed, relay).isLessThanOrEqualTo(changes);
    });
  }

  /// One tenant may be billed long before the other, in steps, and with activities in any order.
  @ParameterizedTest
  @MethodSource("seeds")
  void the_order_of_processing_and_a_second_replay_change_no_item(long seed) {
    var random = new Random(seed);
    var ids = new HashSet<Item.Id>();
    for (var history : market(seed).histories()) {
      var whole = history.upTo(END);
      var shuffled = new ArrayList<>(history.changes());
      Collections.shuffle(shuffled, random);
      var again = new History(shuffled, history.prices(), history.rails());
      assertThat(again.upTo(END).items().toString())
          .as("seed %d", seed)
          .isEqualTo(whole.items().toString());
      var stop = BEGIN.plusSeconds(random.nextLong(END.getEpochSecond() - BEGIN.getEpochSecond()));
      var first = history.upTo(stop);
      var rest =
          new History(
                  first.checkpoint(),
                  history.changes().stream()
                      .filter(change -> change.sequence() > first.checkpoint().sequence())
                      .toList(),
                  history.prices(),
                  history.rails(),
                  Instant.MIN)
              .upTo(END);
      var steps = new ArrayList<>(first.items());
      steps.addAll(rest.items());
      assertThat(steps).as("seed %d, stopped at %s", seed, stop).isEqualTo(whole.items());
      for (var item : whole.items()) {
        assertThat(ids.add(item.id())).as("seed %d: %s is there twice", seed, item).isTrue();
      }
    }
  }

  private static Instant endOf(Charge charge, Ledger ledger) {
    return ledger.items().stream()
        .filter(item -> item instanceof Credit credit && credit.givesBack().equals(charge))
        .map(Item::at)
        .findFirst()
        .orElse(charge.span().end());
  }

  private static BigDecimal exactUse(Charge charge, Ledger ledger, History history) {
    var start = charge.span().start();
    var used = charge.span().secondsLeft(start) - charge.span().secondsLeft(endOf(charge, ledger));
    var end = charge.span().end();
    var months = charge.subject().period().months();
    var period =
        switch (history.upTo(start).anchoring()) {
          case Anchoring.None _ -> throw new AssertionError("charged without a period");
          case Anchoring.Running(var periods, _) -> periods.endingAt(end, months).orElseThrow();
          case Anchoring.Ended(var periods, _) -> periods.endingAt(end, months).orElseThrow();
        };
    return BigDecimal.valueOf(charge.subject().price().amount())
        .multiply(BigDecimal.valueOf(used))
        .divide(BigDecimal.valueOf(period.seconds()), MathContext.DECIMAL128);
  }

  /// Joins spans that meet. Spans that overlap are an error.
  private static List<Span> joined(String relay, List<Span> spans, long seed) {
    var ordered = new ArrayList<>(spans);
    ordered.sort((one, other) -> one.start().compareTo(other.start()));
    var joined = new ArrayList<Span>();
    for (var span : ordered) {
      if (joined.isEmpty() || joined.getLast().end().isBefore(span.start())) {
        joined.add(span);
        continue;
      }
      assertThat(span.start())
          .as("%s is billed twice, seed %d", relay, seed)
          .isEqualTo(joined.getLast().end());
      joined.add(new Span(joined.removeLast().start(), span.end()));
    }
    return joined;
  }
}
