package caravel.control.domain;

import caravel.control.domain.DomainVerification.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Decides what a check of a custom domain changes. Pure.
final class DomainCheck {
  /// A verified domain is released after its records were wrong for this long.
  static final Duration RELEASE_AFTER = Duration.ofDays(7);

  static final Duration OFTEN_WHILE_WAITING = Duration.ofSeconds(30);
  static final Duration OFTEN_WHILE_STARTING = Duration.ofSeconds(15);
  static final Duration WHILE_LIVE = Duration.ofDays(1);

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration WAITING_DAY = HOUR.plusDays(1);
  private static final Duration STARTING = Duration.ofMinutes(10);
  private static final Duration SELDOM_WHILE_WAITING = Duration.ofMinutes(10);
  private static final Duration SELDOM_WHILE_STARTING = Duration.ofMinutes(5);

  private DomainCheck() {}

  /// The answers that a check received.
  ///
  /// @param https [HttpsAnswer.NotAsked] while the domain waits or the relay is offline
  record Seen(DnsAnswer dns, HttpsAnswer https) {}

  enum Effect {
    NONE,
    /// The domain is put into effect.
    VERIFY,
    /// The domain is taken from the relay.
    RELEASE
  }

  /// @param next the row after the check
  record Outcome(DomainVerification next, Effect effect) {}

  static Outcome decide(DomainVerification now, Seen seen, Instant at) {
    return now.isVerified() ? decideVerified(now, seen, at) : decideWaiting(now, seen.dns(), at);
  }

  /// The domain stays unverified although its records are right.
  static DomainVerification refuse(DomainVerification now, String why, Instant at) {
    return next(now, DomainState.WAITING, why, at);
  }

  private static Outcome decideWaiting(DomainVerification now, DnsAnswer dns, Instant at) {
    return switch (dns) {
      case DnsAnswer.Right _ -> new Outcome(next(now, DomainState.VERIFIED, "", at), Effect.VERIFY);
      case DnsAnswer.Wrong(var what) ->
          new Outcome(next(now, DomainState.WAITING, what, at), Effect.NONE);
      case DnsAnswer.Unknown(var why) ->
          new Outcome(next(now, DomainState.WAITING, why, at), Effect.NONE);
    };
  }

  private static Outcome decideVerified(DomainVerification now, Seen seen, Instant at) {
    return switch (seen.dns()) {
      case DnsAnswer.Wrong(var what) -> {
        var since = Objects.requireNonNullElse(now.times().wrongSince(), at);
        var ends = !at.isBefore(since.plus(RELEASE_AFTER));
        var times =
            new Times(
                now.times().requestedAt(), now.times().stateSince(), at, at.plus(HOUR), since);
        yield new Outcome(with(now, now.state(), what, times), ends ? Effect.RELEASE : Effect.NONE);
      }
      case DnsAnswer.Right _ -> new Outcome(afterHttps(now, seen.https(), null, at), Effect.NONE);
      case DnsAnswer.Unknown _ -> {
        var next = afterHttps(now, seen.https(), now.times().wrongSince(), at);
        var soon = at.plus(HOUR).isBefore(next.times().nextCheckAt());
        yield new Outcome(soon ? next.postponed(at.plus(HOUR)) : next, Effect.NONE);
      }
    };
  }

  private static DomainVerification afterHttps(
      DomainVerification now, HttpsAnswer https, @Nullable Instant wrongSince, Instant at) {
    var seen =
        switch (https) {
          case HttpsAnswer.ThisRelay() -> next(now, DomainState.LIVE, "", at);
          case HttpsAnswer.Other(var what) -> next(now, DomainState.CERTIFICATE, what, at);
          case HttpsAnswer.Silent(var why) -> next(now, DomainState.VERIFIED, why, at);
          case HttpsAnswer.NotAsked() -> next(now, now.state(), now.detail(), at);
        };
    var times = seen.times();
    return with(
        seen,
        seen.state(),
        seen.detail(),
        new Times(times.requestedAt(), times.stateSince(), at, times.nextCheckAt(), wrongSince));
  }

  private static DomainVerification next(
      DomainVerification now, DomainState state, String detail, Instant at) {
    var since = state == now.state() ? now.times().stateSince() : at;
    var requested = now.times().requestedAt();
    var restAt = at.plus(rest(state, Duration.between(requested, at), Duration.between(since, at)));
    return with(now, state, detail, new Times(requested, since, at, restAt, null));
  }

  /// @param sinceRequest since the owner entered the domain or asked for a check
  private static Duration rest(DomainState state, Duration sinceRequest, Duration sinceState) {
    return switch (state) {
      case WAITING -> {
        if (sinceRequest.compareTo(HOUR) < 0) {
          yield OFTEN_WHILE_WAITING;
        }
        yield sinceRequest.compareTo(WAITING_DAY) < 0 ? SELDOM_WHILE_WAITING : HOUR;
      }
      case VERIFIED, CERTIFICATE -> {
        var isNew = sinceRequest.compareTo(STARTING) < 0 || sinceState.compareTo(STARTING) < 0;
        yield isNew ? OFTEN_WHILE_STARTING : SELDOM_WHILE_STARTING;
      }
      case LIVE -> WHILE_LIVE;
    };
  }

  private static DomainVerification with(
      DomainVerification now, DomainState state, String detail, Times times) {
    return new DomainVerification(now.relay(), now.name(), now.token(), state, detail, times);
  }
}
