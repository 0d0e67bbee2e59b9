package caravel.control.billing.core;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.Seeds;
import caravel.control.billing.core.Item.Charge;
import caravel.control.billing.core.Item.Credit;
import caravel.control.billing.core.Ledger.Anchoring;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Rules that hold for the lines of any history.
final class LedgerPropertiesTest {
  private static final int SEEDS = 400;

  static LongStream seeds() {
    return Seeds.of(SEEDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void never_more_is_given_back_than_was_charged(long seed) {
    var ledger = new RandomTale(seed).history().upTo(RandomTale.END);
    var charges = new HashSet<Item>();
    var givenBack = new HashSet<Item.Id>();
    for (var item : ledger.items()) {
      switch (item) {
        case Charge charge -> charges.add(charge);
        case Credit credit -> {
          assertThat(charges).as("seed %d", seed).contains(credit.givesBack());
          assertThat(credit.rest().amount())
              .as("seed %d", seed)
              .isBetween(0L, credit.givesBack().cost().amount());
          assertThat(givenBack.add(credit.givesBack().id())).as("seed %d", seed).isTrue();
        }
        case Item.Surplus _, Item.Adjustment _, Item.CreditReversal _, Item.RestoredCredit _ ->
            throw new AssertionError("not from the history: " + item);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void no_item_has_the_id_of_another(long seed) {
    var items = new RandomTale(seed).history().upTo(RandomTale.END).items();
    assertThat(items.stream().map(Item::id)).as("seed %d", seed).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void a_replay_in_any_order_and_in_any_steps_makes_equal_lines(long seed) {
    var history = new RandomTale(seed).history();
    var whole = history.upTo(RandomTale.END);
    var shuffled = new ArrayList<>(history.changes());
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(new History(shuffled, history.prices(), history.rails()).upTo(RandomTale.END))
        .as("seed %d", seed)
        .isEqualTo(whole);
    for (var change : history.changes()) {
      var early = history.upTo(change.at()).items();
      assertThat(whole.items().subList(0, early.size())).as("seed %d", seed).isEqualTo(early);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void no_second_is_billed_twice_or_missed(long seed) {
    var history = new RandomTale(seed).history();
    var ledger = history.upTo(RandomTale.END);
    var used = new TreeMap<String, List<Span>>();
    for (var charge : charges(ledger)) {
      var end = endOf(charge, ledger);
      if (charge.span().start().isBefore(end)) {
        used.computeIfAbsent(charge.subject().relayId(), _ -> new ArrayList<>())
            .add(new Span(charge.span().start(), end));
      }
    }
    used.replaceAll((_, spans) -> joined(spans, seed));
    assertThat(used).as("seed %d", seed).isEqualTo(billable(history));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void there_and_back_at_one_instant_nets_nothing(long seed) {
    var history = new RandomTale(seed).history();
    var random = new Random(seed);
    var last = history.changes().getLast();
    var at = last.at().plusSeconds(random.nextLong(60 * 86_400L));
    var ledger = history.upTo(at);
    for (var relay : List.of("r0", "r1", "r2")) {
      var charge = ledger.live().get(relay);
      var before =
          charge == null
              ? new Terms(Tale.FREE, Tale.sats(0), false)
              : new Terms(
                  charge.subject().planId(),
                  charge.subject().price(),
                  charge.subject().period(),
                  true,
                  false,
                  null);
      var there = new Terms("elsewhere", Tale.sats(random.nextInt(99_999)), random.nextBoolean());
      var trip = new ArrayList<>(history.changes());
      trip.add(new Change("there", last.sequence() + 1, at, relay, there));
      trip.add(new Change("back", last.sequence() + 2, at, relay, before));
      var after = new History(trip, history.prices(), history.rails()).upTo(at);
      assertThat(sum(after)).as("seed %d, relay %s at %s", seed, relay, at).isEqualTo(sum(ledger));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void who_begins_at_a_period_start_pays_the_full_price(long seed) {
    var history = new RandomTale(seed).history();
    for (var charge : charges(history.upTo(RandomTale.END))) {
      var period = periodOf(charge, history);
      if (period.start().equals(charge.span().start())) {
        assertThat(charge.cost()).as("seed %d", seed).isEqualTo(charge.subject().price());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void a_quote_is_what_the_change_then_makes(long seed) {
    var history = new RandomTale(seed).history();
    var last = history.changes().getLast();
    var random = new Random(seed);
    var at = last.at().plusSeconds(random.nextLong(60 * 86_400L));
    var terms = new Terms(Tale.GROWTH, Tale.sats(50_000), random.nextBoolean());
    var quote = history.quote("r1", terms, at);
    var done = new ArrayList<>(history.changes());
    done.add(new Change(Quote.ACTIVITY, last.sequence() + 1, at, "r1", terms));
    var before = history.upTo(at).items();
    var after = new History(done, history.prices(), history.rails()).upTo(at).items();
    assertThat(quote.items())
        .as("seed %d", seed)
        .isEqualTo(after.subList(before.size(), after.size()))
        .hasSizeLessThanOrEqualTo(2);
  }

  private static List<Charge> charges(Ledger ledger) {
    return ledger.items().stream()
        .filter(Charge.class::isInstance)
        .map(Charge.class::cast)
        .toList();
  }

  private static Instant endOf(Charge charge, Ledger ledger) {
    for (var item : ledger.items()) {
      if (item instanceof Credit credit && credit.givesBack().equals(charge)) {
        return credit.at();
      }
    }
    return charge.span().end();
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

  private static List<Span> joined(List<Span> spans, long seed) {
    var joined = new ArrayList<Span>();
    for (var span : spans) {
      if (joined.isEmpty() || joined.getLast().end().isBefore(span.start())) {
        joined.add(span);
        continue;
      }
      assertThat(joined.getLast().end()).as("billed twice, seed %d", seed).isEqualTo(span.start());
      joined.add(new Span(joined.removeLast().start(), span.end()));
    }
    return joined;
  }

  /// From the changes alone: when each relay was billable, to the end of what is charged by the
  /// last instant.
  private static Map<String, List<Span>> billable(History history) {
    var paidTo = new TreeMap<String, List<Span>>();
    var rail = history.rails() instanceof Rails.Since(var first) ? first : Instant.MAX;
    for (var relay : List.of("r0", "r1", "r2")) {
      var spans = new ArrayList<Span>();
      Instant since = null;
      var changes =
          history.changes().stream().filter(change -> change.relayId().equals(relay)).toList();
      for (var change : changes) {
        if (since == null && change.after().billable()) {
          since = change.at();
        } else if (since != null && !change.after().billable()) {
          add(spans, since, change.at(), rail);
          since = null;
        }
      }
      if (since != null) {
        var charge = Objects.requireNonNull(history.upTo(RandomTale.END).live().get(relay));
        assertThat(charge.span().contains(RandomTale.END)).isTrue();
        add(spans, since, charge.span().end(), rail);
      }
      if (!spans.isEmpty()) {
        paidTo.put(relay, spans);
      }
    }
    return paidTo;
  }

  private static void add(List<Span> spans, Instant since, Instant end, Instant rail) {
    var from = since.isBefore(rail) ? rail : since;
    if (!from.isBefore(end)) {
      return;
    }
    if (!spans.isEmpty() && spans.getLast().end().equals(from)) {
      spans.add(new Span(spans.removeLast().start(), end));
    } else {
      spans.add(new Span(from, end));
    }
  }
}
