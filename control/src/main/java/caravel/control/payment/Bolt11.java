package caravel.control.payment;

import java.time.Duration;
import java.time.Instant;

/// The state of an invoice's newest BOLT11. There is never a second BOLT11 that could still be
/// paid.
///
/// The wallet that made it decides by its own clock when it expires. The platform's clock may be
/// wrong and only decides when to look it up.
sealed interface Bolt11 {
  /// How long after the expiry a payment under way may still arrive or fail. A BOLT11 that a wallet
  /// was asked to pay is over only then.
  Duration LATE_MAX = Duration.ofHours(1);

  /// Greatest difference between the platform's clock and the wallet's. Beyond it, one of them is
  /// wrong.
  Duration CLOCKS_APART_MAX = Duration.ofHours(2);

  /// A person needs at least this long to scan and pay a code.
  Duration SHOWN_MIN = Duration.ofMinutes(1);

  record None() implements Bolt11 {}

  /// As far as the platform knows, it can be paid.
  record Made(Instant expiresAt) implements Bolt11 {}

  /// The receiving side reports that it was not paid and never will be.
  ///
  /// @param payerPays whether the payer's wallet reports that its payment is still under way
  record Expired(boolean payerPays) implements Bolt11 {}

  /// The receiving side reports that it was not paid.
  ///
  /// @param asOf the time of the look-up by its own clock, or earlier
  /// @param ended whether it reports that it no longer accepts a payment
  record Unpaid(Instant asOf, boolean ended) {}

  /// How much time is left to pay.
  enum Left {
    /// It can be paid.
    TIME,
    /// It is just expiring, or a payment under way may still arrive.
    MOMENTS,
    /// It can never be paid any more.
    NOTHING
  }

  /// @param expiresAt by the clock of the wallet that made it
  /// @param asked whether a tenant's wallet was asked to pay it
  static Left left(Instant expiresAt, boolean asked, Unpaid said) {
    if (!said.ended() && said.asOf().isBefore(expiresAt.minus(SHOWN_MIN))) {
      return Left.TIME;
    }
    var over =
        asked
            ? !said.asOf().isBefore(expiresAt.plus(LATE_MAX))
            : said.ended() || !said.asOf().isBefore(expiresAt);
    return over ? Left.NOTHING : Left.MOMENTS;
  }

  /// The next step for a person who wants to pay over Lightning.
  sealed interface Decision {
    record Make() implements Decision {}

    record Show() implements Decision {}

    /// Look it up, and show it unless the receiving side reports that no time is left.
    record ShowUnlessOver() implements Decision {}

    /// Look it up, and show it only if the receiving side reports that time is left.
    record LookUpFirst() implements Decision {}

    /// Another payment may still arrive.
    record Wait() implements Decision {}
  }

  /// @param atProcessor whether the invoice has a card charge or page in process. Then no BOLT11 is
  ///   made, but an existing one may be paid
  static Decision next(Bolt11 newest, boolean atProcessor, Instant now) {
    return switch (newest) {
      case Made(var expiresAt) -> shown(expiresAt, now);
      case None _ -> atProcessor ? new Decision.Wait() : new Decision.Make();
      case Expired(var payerPays) ->
          atProcessor || payerPays ? new Decision.Wait() : new Decision.Make();
    };
  }

  private static Decision shown(Instant expiresAt, Instant now) {
    if (!now.isBefore(expiresAt)) {
      return new Decision.LookUpFirst();
    }
    return now.isBefore(expiresAt.minus(CLOCKS_APART_MAX))
        ? new Decision.Show()
        : new Decision.ShowUnlessOver();
  }
}
