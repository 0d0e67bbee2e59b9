package caravel.control.billing.core;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.Seeds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A replay from any checkpoint makes the items of a replay from the first change (S1).
final class CheckpointPropertiesTest {
  private static final int SEEDS = 300;

  static LongStream seeds() {
    return Seeds.of(SEEDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void any_split_into_checkpoints_makes_equal_items_s1(long seed) {
    var random = new Random(seed);
    var whole = history(seed);
    var halfUpUntil = random.nextBoolean() ? Instant.MIN : whole.changes().getFirst().at();
    var expected = from(Checkpoint.START, whole.changes(), whole, halfUpUntil).upTo(RandomTale.END);
    var items = new ArrayList<Item>();
    var checkpoint = Checkpoint.START;
    var rest = whole.changes();
    while (!rest.isEmpty()) {
      var until = until(rest, random);
      var ledger = from(checkpoint, rest, whole, halfUpUntil).upTo(until);
      items.addAll(ledger.items());
      checkpoint = ledger.checkpoint();
      var last = checkpoint.sequence();
      rest = rest.stream().filter(change -> change.sequence() > last).toList();
    }
    var end = from(checkpoint, rest, whole, halfUpUntil).upTo(RandomTale.END);
    items.addAll(end.items());
    assertThat(items).as("seed %d", seed).isEqualTo(expected.items());
    assertThat(end.checkpoint()).as("seed %d", seed).isEqualTo(expected.checkpoint());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void a_quote_from_a_checkpoint_is_the_quote_from_the_first_change_s1(long seed) {
    var whole = history(seed);
    var until = whole.changes().getLast().at();
    var checkpoint = whole.upTo(until).checkpoint();
    var asked = new Terms(Tale.GROWTH, Tale.sats(50_000), true);
    var at = until.plusSeconds(new Random(seed).nextLong(60 * 86_400L));
    assertThat(from(checkpoint, List.of(), whole, Instant.MIN).quote("r1", asked, at))
        .as("seed %d", seed)
        .isEqualTo(whole.quote("r1", asked, at));
  }

  @Test
  void a_first_payment_method_inside_the_replayed_time_invalidates_a_checkpoint_s1() {
    var tale = new Tale().withoutRail().on("2026-04-01").runs("r", Tale.BASIC);
    var checkpoint = tale.upTo("2026-04-10").checkpoint();
    assertThat(checkpoint.isValidFor(new Rails.Never())).isTrue();
    assertThat(checkpoint.isValidFor(new Rails.Since(Tale.instant("2026-04-11")))).isTrue();
    assertThat(checkpoint.isValidFor(new Rails.Since(Tale.instant("2026-04-10")))).isFalse();
    var railed = tale.on("2026-04-09").getsTheFirstRail().upTo("2026-04-10").checkpoint();
    assertThat(railed.isValidFor(new Rails.Since(Tale.instant("2026-04-09")))).isTrue();
  }

  @Test
  void what_was_returned_is_kept_for_the_second_of_the_checkpoint_s1() {
    var tale = new Tale().on("2026-04-01").runs("r", Tale.BASIC);
    tale.on("2026-04-15").stops("r", Tale.BASIC);
    assertThat(tale.upTo("2026-04-15").checkpoint().returned()).hasSize(1);
    assertThat(tale.upTo("2026-04-16").checkpoint().returned()).isEmpty();
  }

  @Test
  void relays_that_are_offline_are_not_kept_s1() {
    var tale = new Tale();
    for (var relay = 0; relay < 1_000; relay++) {
      tale.on("2026-04-01").runs("r" + relay, Tale.FREE).stops("r" + relay, Tale.FREE);
    }
    assertThat(tale.upTo("2026-04-02").checkpoint().relays()).isEmpty();
  }

  /// A checkpoint holds everything up to its instant, and the first way to pay is never inside one
  /// that was made without it.
  private static Instant until(List<Change> rest, Random random) {
    var next = rest.get(random.nextInt(rest.size())).at();
    var later = random.nextBoolean() ? next : next.plusSeconds(random.nextLong(40 * 86_400L));
    return later.isAfter(RandomTale.END) ? RandomTale.END : later;
  }

  private static History from(
      Checkpoint checkpoint, List<Change> changes, History whole, Instant halfUpUntil) {
    return new History(checkpoint, changes, whole.prices(), whole.rails(), halfUpUntil);
  }

  private static PrepaidTime prepaid(Change change, Random random) {
    var anchor = change.at().minusSeconds(random.nextLong(80 * 86_400L));
    var paidUntil = anchor.plusSeconds(1 + random.nextLong(200 * 86_400L));
    return new PrepaidTime(Tale.BASIC, Tale.sats(10_000), paidUntil, anchor);
  }

  /// A random history in which some relays wait for their payment, and some come from an earlier
  /// platform.
  private static History history(long seed) {
    var random = new Random(seed);
    var history = new RandomTale(seed).history();
    var changes = new ArrayList<Change>();
    for (var change : history.changes()) {
      var terms = change.after();
      var reservation =
          random.nextInt(4) == 0 ? new Terms.Reservation("reserved", Tale.sats(7_000)) : null;
      var paused = !terms.active() && random.nextInt(3) == 0;
      var after =
          new Terms(
              terms.planId(), terms.price(), terms.period(), terms.active(), paused, reservation);
      changes.add(
          new Change(
              change.activityId(),
              change.sequence(),
              change.at(),
              change.relayId(),
              after,
              random.nextInt(5) == 0 ? prepaid(change, random) : null));
    }
    return new History(changes, history.prices(), history.rails());
  }
}
