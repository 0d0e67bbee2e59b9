package caravel.control.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.hosting.Reconciling.Moment;
import caravel.control.hosting.Reconciling.Step;
import caravel.control.hosting.RelayHost.ApplyResult;
import caravel.control.hosting.RelayHost.Observation;
import caravel.control.relay.RelayProgress.Failure;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Decides the next step for one relay, case by case.
final class ReconcilingTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
  private static final Duration LATENCY = Duration.ofMillis(3);
  private static final Observation.InSync SEEN = new Observation.InSync(LATENCY);
  private static final Observation OTHERWISE =
      new Observation.Drifted(true, "another name", LATENCY);
  private static final Observation SILENT = new Observation.Unknown("refused");

  private final Moment first = new Moment(NOW, 0, 0);

  @Test
  void an_accepted_configuration_is_probed_at_once() {
    assertThat(Reconciling.afterApply(new ApplyResult.Accepted(), first))
        .isEqualTo(new Step.Look(0));
  }

  @Test
  void a_refusal_is_told_to_the_owner_and_tried_again_all_the_same() {
    assertThat(Reconciling.afterApply(new ApplyResult.Refused("Taken."), first))
        .isEqualTo(
            new Step.Postpone(new Failure("Taken.", true), NOW.plusSeconds(1), false, "Taken."));
  }

  @Test
  void a_silent_host_is_no_refusal_and_its_reason_is_not_the_owners() {
    assertThat(Reconciling.afterApply(new ApplyResult.Unknown("no route to 10.0.0.7"), first))
        .isInstanceOfSatisfying(
            Step.Postpone.class,
            postpone -> {
              assertThat(postpone.hostAway()).isTrue();
              assertThat(postpone.failure().refused()).isFalse();
              assertThat(postpone.failure().error()).doesNotContain("10.0.0.7");
              assertThat(postpone.why()).isEqualTo("no route to 10.0.0.7");
            });
  }

  @Test
  void looks_go_on_until_it_is_seen() {
    var look = new Step.Look(0);
    for (var nth = 1; nth < Reconciling.LOOKS.size(); nth++) {
      var next = Reconciling.afterLook(look, nth % 2 == 0 ? OTHERWISE : SILENT, first);
      assertThat(next).isEqualTo(new Step.Look(nth));
      look = new Step.Look(nth);
    }
    assertThat(Reconciling.afterLook(look, SEEN, first)).isEqualTo(new Step.Confirm(SEEN));
  }

  @Test
  void after_the_last_look_the_relay_is_postponed_with_what_was_seen() {
    var last = new Step.Look(Reconciling.LOOKS.size() - 1);
    assertThat(Reconciling.afterLook(last, OTHERWISE, first))
        .isEqualTo(
            new Step.Postpone(
                new Failure("another name", false), NOW.plusSeconds(1), false, "another name"));
    assertThat(Reconciling.afterLook(last, SILENT, first))
        .isInstanceOfSatisfying(
            Step.Postpone.class, postpone -> assertThat(postpone.hostAway()).isFalse());
  }

  @Test
  void a_look_that_times_out_postpones_at_once() {
    // P3: a black-holed address held its slot for seven looks of ten seconds each.
    var timedOut = new Observation.Unknown("no answer in time", true);
    assertThat(Reconciling.afterLook(new Step.Look(0), timedOut, first))
        .isInstanceOf(Step.Postpone.class);
    assertThat(Reconciling.afterLookBack(timedOut, first)).isInstanceOf(Step.Postpone.class);
  }

  @Test
  void looking_back_spares_the_host_a_second_order() {
    assertThat(Reconciling.afterLookBack(SEEN, first)).isEqualTo(new Step.Confirm(SEEN));
    assertThat(Reconciling.afterLookBack(OTHERWISE, first)).isEqualTo(new Step.Apply());
    assertThat(Reconciling.afterLookBack(SILENT, first)).isEqualTo(new Step.Apply());
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0, 1", "0, 0.999, 0, 1", "0, 0, 500, 2", "3, 0, 0, 8", "99, 0, 0, 900"})
  void the_next_attempt_is_in_whole_seconds_and_never_too_early(
      int failures, double jitter, long millis, long seconds) {
    var moment = new Moment(NOW.plusMillis(millis), failures, jitter);
    assertThat(moment.retryAt()).isEqualTo(NOW.plusSeconds(seconds));
  }

  @Test
  void a_host_that_is_away_is_tried_often_by_one_of_its_relays() {
    var watch = new HostWatch();
    var one = new caravel.control.relay.RelayId("one");
    var two = new caravel.control.relay.RelayId("two");
    assertThat(watch.silent("a", one, NOW)).isTrue();
    assertThat(watch.silent("a", two, NOW)).isFalse();
    assertThat(watch.scouts(NOW)).isEmpty();
    var due = NOW.plus(HostWatch.LOOK_EVERY);
    assertThat(watch.nextLook()).contains(due);
    assertThat(watch.scouts(due)).containsExactly(two);
    assertThat(watch.scouts(due)).isEmpty();
    assertThat(watch.answered("a")).isTrue();
    assertThat(watch.answered("a")).isFalse();
    assertThat(watch.nextLook()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 10", "1, 300000", "10, 30000", "3000, 100"})
  void probes_are_spread_over_their_time(int pages, long millis) {
    assertThat(Probing.rest(Duration.ofMinutes(5), pages)).isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void the_history_tells_up_off_and_drift_apart() {
    assertThat(Probing.look(SEEN, false, NOW)).isEqualTo(new ProbeStore.Look(NOW, true, 3, ""));
    assertThat(Probing.look(SEEN, true, NOW)).isEqualTo(new ProbeStore.Look(NOW, false, 3, ""));
    assertThat(Probing.look(OTHERWISE, false, NOW))
        .isEqualTo(new ProbeStore.Look(NOW, true, 3, "another name"));
    assertThat(Probing.look(SILENT, false, NOW))
        .isEqualTo(new ProbeStore.Look(NOW, false, null, ""));
  }
}
