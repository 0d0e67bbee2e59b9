package caravel.control.billing.core;

import caravel.control.billing.core.Collection.Attempt;
import caravel.control.billing.core.Collection.Open;
import java.time.Duration;
import java.time.Instant;

/// What is known of the newest BOLT11 of an invoice. There is never a second one that could still
/// be paid.
public sealed interface Bolt11 {
  /// After an attempt of which nothing is known, another is made only so long after the first has
  /// expired.
  Duration AFTER_UNKNOWN = Duration.ofHours(1);

  record None() implements Bolt11 {}

  /// It was not looked up since it expired, or has not expired.
  record Made(Instant expiresAt) implements Bolt11 {}

  /// It expired, and the receiving side said afterwards that it was not settled.
  ///
  /// @param trial what became of telling a tenant's wallet to pay it
  record Expired(Instant expiresAt, Trial trial) implements Bolt11 {}

  /// What a payer's wallet has said of it.
  enum Trial {
    /// It was never told to pay, or it has refused.
    NONE,
    /// It did not say whether it pays.
    UNKNOWN,
    /// Asked again, it says that it is still paying.
    PENDING
  }

  /// What to do for somebody who wants to pay by Lightning.
  sealed interface Decision {
    record Make() implements Decision {}

    record Show() implements Decision {}

    /// Ask the receiving side whether it was settled, then decide again.
    record LookUpFirst() implements Decision {}

    /// Another payment may still come through.
    record Wait() implements Decision {}
  }

  /// @param collection while a card is being charged no BOLT11 is made; one that exists may be paid
  static Decision next(Bolt11 newest, Collection collection, Instant now) {
    return switch (newest) {
      case Made(var expiresAt) ->
          now.isBefore(expiresAt) ? new Decision.Show() : new Decision.LookUpFirst();
      case None _ -> isCharging(collection) ? new Decision.Wait() : new Decision.Make();
      case Expired expired ->
          isCharging(collection) || mayStillCome(expired, now)
              ? new Decision.Wait()
              : new Decision.Make();
    };
  }

  private static boolean mayStillCome(Expired expired, Instant now) {
    return switch (expired.trial()) {
      case NONE -> false;
      case UNKNOWN -> now.isBefore(expired.expiresAt().plus(AFTER_UNKNOWN));
      case PENDING -> true;
    };
  }

  private static boolean isCharging(Collection collection) {
    return collection instanceof Open(_, var attempt, _, _)
        && switch (attempt) {
          case Attempt.Charging _, Attempt.ChargeUnknown _, Attempt.Cancelling _ -> true;
          case Attempt.Resting _, Attempt.LookingBack _, Attempt.Paying _, Attempt.PayUnknown _ ->
              false;
        };
  }
}
