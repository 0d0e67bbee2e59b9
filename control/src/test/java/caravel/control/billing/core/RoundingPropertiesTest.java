package caravel.control.billing.core;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.Seeds;
import caravel.control.billing.core.Item.Charge;
import caravel.control.billing.core.Item.Credit;
import caravel.control.billing.core.Ledger.Anchoring;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Toggling a relay never makes it cheaper (M1).
final class RoundingPropertiesTest {
  private static final Instant START = Instant.parse("2026-04-01T00:00:00Z");
  private static final int SEEDS = 60;
  private static final int CHANGES_MAX = 60;

  static LongStream seeds() {
    return Seeds.of(SEEDS);
  }

  static Stream<Arguments> histories() {
    return seeds()
        .boxed()
        .flatMap(seed ->
            Stream.of(
                Arguments.of(seed, new RandomTale(seed).history(), RandomTale.END),
                Arguments.of(seed, adversary(seed), RandomTale.END)));
  }

  @ParameterizedTest
  @CsvSource({
    "growth, off, 12, 50000",
    "basic, off, 130, 10000",
    "basic, free, 120, 10000",
    "basic, growth, 26, 10000",
  })
  void toggling_a_relay_for_a_day_costs_at_least_its_use_m1(
      String plan, String other, long everySeconds, long price) {
    var tale = new Tale();
    for (var second = 0L; second < 86_400; second += everySeconds) {
      tale.on(START.plusSeconds(second)).runs("r", plan);
      tale.on(START.plusSeconds(second + everySeconds - 1));
      if (other.equals("off")) {
        tale.stops("r", plan);
      } else {
        tale.runs("r", other);
      }
    }
    tale.on(START.plusSeconds(86_400)).stops("r", plan);
    var used = price * (everySeconds - 1) / everySeconds / 31;
    assertThat(sum(tale.history().upTo(START.plusSeconds(86_400)))).isGreaterThanOrEqualTo(used);
  }

  @ParameterizedTest
  @MethodSource("histories")
  void the_lines_of_a_relay_and_period_never_sum_to_less_than_its_exact_use_m1(
      long seed, History history, Instant end) {
    var ledger = history.upTo(end);
    var exact = new HashMap<List<Object>, BigDecimal>();
    var billed = new HashMap<List<Object>, Long>();
    var roundings = new HashMap<List<Object>, Integer>();
    for (var item : ledger.items()) {
      var charge = item instanceof Credit credit ? credit.givesBack() : (Charge) item;
      var relayAndPeriod = List.<Object>of(charge.subject().relayId(), charge.span().end());
      billed.merge(relayAndPeriod, item.amount().units(), Long::sum);
      var rounded = item instanceof Credit || charge.cause() instanceof Item.Cause.Activity;
      roundings.merge(relayAndPeriod, rounded ? 1 : 0, Integer::sum);
      if (item instanceof Charge) {
        exact.merge(relayAndPeriod, exactUse(charge, ledger, history), BigDecimal::add);
      }
    }
    billed.forEach((relayAndPeriod, sum) -> {
      var excess =
          BigDecimal.valueOf(sum)
              .subtract(exact.getOrDefault(relayAndPeriod, BigDecimal.ZERO))
              .setScale(9, RoundingMode.HALF_EVEN);
      assertThat(excess).as("seed %d, %s", seed, relayAndPeriod).isNotNegative();
      assertThat(excess)
          .as("seed %d, %s", seed, relayAndPeriod)
          .isLessThanOrEqualTo(BigDecimal.valueOf(roundings.getOrDefault(relayAndPeriod, 0)));
    });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void a_charge_that_ends_in_its_first_second_is_returned_whole_m1(long seed) {
    var random = new Random(seed);
    var tale = new Tale();
    tale.on(START).change("r", terms(random, true));
    tale.on(START.plusSeconds(random.nextLong(31 * 86_400L)));
    var before = tale.history();
    var at = before.changes().getLast().at();
    tale.change("s", terms(random, true)).change("s", terms(random, false));
    assertThat(sum(tale.history().upTo(at))).as("seed %d", seed).isEqualTo(sum(before.upTo(at)));
  }

  /// Chooses each change so that the bill is smallest compared with the use: the best of a few
  /// plans, and of a few instants for each.
  private static History adversary(long seed) {
    var random = new Random(seed);
    var terms = List.of(terms(random, true), terms(random, true), terms(random, false));
    var tale = new Tale();
    tale.on(START).change("r", terms.getFirst());
    var now = START;
    for (var change = 0; change < CHANGES_MAX; change++) {
      var best = Double.MAX_VALUE;
      var bestTerms = terms.getFirst();
      var bestAt = now;
      for (var next : terms) {
        for (var moment = 0; moment < 4; moment++) {
          var at = now.plusSeconds(random.nextLong(1L << random.nextInt(1, 22)));
          var tried = with(tale.history(), new Change("try", change + 2, at, "r", next));
          var ledger = tried.upTo(at);
          var excess = sum(ledger) - allUse(ledger, tried);
          if (excess < best) {
            best = excess;
            bestTerms = next;
            bestAt = at;
          }
        }
      }
      tale.on(bestAt).change("r", bestTerms);
      now = bestAt;
    }
    return tale.history();
  }

  private static Terms terms(Random random, boolean active) {
    var price = random.nextInt(3) == 0 ? 1 + random.nextInt(9) : 1_000 + random.nextInt(60_000);
    return new Terms("p" + price, Tale.sats(price), active);
  }

  private static History with(History history, Change change) {
    var changes = new ArrayList<>(history.changes());
    changes.add(change);
    return new History(changes, history.prices(), history.rails());
  }

  private static double allUse(Ledger ledger, History history) {
    var all = BigDecimal.ZERO;
    for (var item : ledger.items()) {
      if (item instanceof Charge charge) {
        all = all.add(exactUse(charge, ledger, history));
      }
    }
    return all.doubleValue();
  }

  private static BigDecimal exactUse(Charge charge, Ledger ledger, History history) {
    var used =
        charge.span().secondsLeft(charge.span().start())
            - charge.span().secondsLeft(endOf(charge, ledger));
    return BigDecimal.valueOf(charge.subject().price().amount())
        .multiply(BigDecimal.valueOf(used))
        .divide(BigDecimal.valueOf(periodOf(charge, history).seconds()), MathContext.DECIMAL128);
  }

  private static Instant endOf(Charge charge, Ledger ledger) {
    return ledger.items().stream()
        .filter(item -> item instanceof Credit credit && credit.givesBack().equals(charge))
        .map(Item::at)
        .findFirst()
        .orElse(charge.span().end());
  }

  /// The month or year that a charge is for, or for the rest of which it is.
  private static Span periodOf(Charge charge, History history) {
    var months = charge.subject().period().months();
    var end = charge.span().end();
    return switch (history.upTo(charge.span().start()).anchoring()) {
      case Anchoring.None _ -> throw new AssertionError("charged without a period");
      case Anchoring.Running(var periods, _) -> periods.endingAt(end, months).orElseThrow();
      case Anchoring.Ended(var periods, _) -> periods.endingAt(end, months).orElseThrow();
    };
  }

  private static long sum(Ledger ledger) {
    return ledger.items().stream().mapToLong(item -> item.amount().units()).sum();
  }
}
