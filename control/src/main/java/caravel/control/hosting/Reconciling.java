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

/// Decides the next step for a relay that is not observed in its desired state. Pure functions.
final class Reconciling {
  /// Delay after a failed attempt. Attempts never end.
  static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(15));

  /// Delays before each probe, because a host applies a configuration with some delay.
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

  /// The next step.
  sealed interface Step {
    /// Send the configuration to the host.
    record Apply() implements Step {}

    /// Wait, then probe whether it is in effect.
    ///
    /// @param nth index in [#LOOKS]
    record Look(int nth) implements Step {
      Duration after() {
        return LOOKS.get(nth);
      }
    }

    /// Probe once for the effect of an earlier attempt, before sending again.
    record LookBack() implements Step {}

    /// The relay is in its desired state.
    record Confirm(Observation.InSync sighting) implements Step {}

    /// The relay is not in its desired state; try again later.
    ///
    /// @param hostAway the host did not answer at all
    /// @param why for the operator
    record Postpone(Failure failure, Instant retryAt, boolean hostAway, String why)
        implements Step {}
  }

  /// The inputs of a decision.
  ///
  /// @param failures consecutive failed attempts before this one
  record Moment(Instant now, int failures, double jitter) {
    /// In whole seconds, as stored, and never before the delay has ended.
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

  /// Whether no work is pending for a relay, so that probes can compare it.
  static boolean isSettled(Relay relay) {
    return relay.seen().generation() == relay.seen().syncedGeneration()
        && relay.seen().step() == Provisioning.Step.ANSWERED
        && relay.seen().trouble().equals(Relay.Trouble.NONE);
  }
}
