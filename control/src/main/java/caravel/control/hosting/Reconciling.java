package caravel.control.hosting;

import caravel.control.hosting.RelayHost.ApplyResult;
import caravel.control.hosting.RelayHost.Observation;
import caravel.control.job.Backoff;
import caravel.control.relay.Provisioning;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayProgress.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// What to do next about one relay that is not yet seen as it is wished: pure decisions.
final class Reconciling {
  /// The wait after a try that did not come through; never an end of trying.
  static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(15));

  /// A host acts on what it took with some delay: how long to wait before each look.
  static final List<Duration> LOOKS =
      List.of(
          Duration.ZERO,
          Duration.ofMillis(50),
          Duration.ofMillis(100),
          Duration.ofMillis(200),
          Duration.ofMillis(400),
          Duration.ofMillis(800),
          Duration.ofMillis(1000));

  private Reconciling() {}

  /// The next thing to do.
  sealed interface Step {
    /// Tell the host.
    record Apply() implements Step {}

    /// Wait, then look whether it has effect.
    ///
    /// @param nth the place in [#LOOKS]
    record Look(int nth) implements Step {
      Duration after() {
        return LOOKS.get(nth);
      }
    }

    /// Look once at what an earlier try has sent, before sending it again.
    record LookBack() implements Step {}

    /// It is as wished.
    record Confirm(Observation.InSync sighting) implements Step {}

    /// It is not; again later.
    ///
    /// @param hostAway the host gave no sign of life
    /// @param why for the operator
    record Postpone(Failure failure, Instant retryAt, boolean hostAway, String why)
        implements Step {}
  }

  /// When a decision is made, and by what chance.
  ///
  /// @param failures how many tries in a row went wrong before this one
  record Moment(Instant now, int failures, double jitter) {
    /// In whole seconds, as it is kept, and never before the wait is over.
    Instant retryAt() {
      var wait = BACKOFF.after(failures + 1, jitter);
      return now.plus(wait).plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
    }
  }

  static Step begin(Relay relay) {
    return switch (relay.seen().step()) {
      case SAVED, ANSWERED -> new Step.Apply();
      case SENT -> new Step.LookBack();
    };
  }

  static Step afterApply(ApplyResult result, Moment moment) {
    return switch (result) {
      case ApplyResult.Accepted() -> new Step.Look(0);
      case ApplyResult.Refused(var sentence) ->
          new Step.Postpone(new Failure(sentence, true), moment.retryAt(), false, sentence);
      case ApplyResult.Unknown(var why) ->
          new Step.Postpone(
              new Failure("The relay server isn’t responding right now. We keep trying.", false),
              moment.retryAt(),
              true,
              why);
    };
  }

  static Step afterLookBack(Observation observation, Moment moment) {
    return switch (observation) {
      case Observation.InSync inSync -> new Step.Confirm(inSync);
      case Observation.Unknown(var why, var timedOut) ->
          timedOut ? unseen(why, moment) : new Step.Apply();
      case Observation.Drifted _ -> new Step.Apply();
    };
  }

  static Step afterLook(Step.Look look, Observation observation, Moment moment) {
    if (observation instanceof Observation.InSync inSync) {
      return new Step.Confirm(inSync);
    }
    var timedOut = observation instanceof Observation.Unknown unknown && unknown.timedOut();
    if (!timedOut && look.nth() + 1 < LOOKS.size()) {
      return new Step.Look(look.nth() + 1);
    }
    return switch (observation) {
      case Observation.InSync inSync -> new Step.Confirm(inSync);
      case Observation.Drifted(_, var how, _) ->
          new Step.Postpone(new Failure(how, false), moment.retryAt(), false, how);
      case Observation.Unknown(var why, _) -> unseen(why, moment);
    };
  }

  private static Step unseen(String why, Moment moment) {
    return new Step.Postpone(
        new Failure("The relay isn’t answering at its own address yet.", false),
        moment.retryAt(),
        false,
        "its own address does not answer ("
            + why
            + "); where public names cannot be reached from here, set ZOOID_PROBE_URL");
  }

  /// Whether nothing is to be done about a relay, so that it may be compared with what answers.
  static boolean isSettled(Relay relay) {
    return relay.seen().generation() == relay.seen().syncedGeneration()
        && relay.seen().step() == Provisioning.Step.ANSWERED
        && relay.seen().trouble().equals(Relay.Trouble.NONE);
  }
}
