package caravel.control.payment;

import java.time.Duration;
import java.time.Instant;

/// What is known of the newest BOLT11 of an invoice. There is never a second one that could still
/// be paid.
///
/// The wallet that made it decides when it ends, by its own clock. Ours may be wrong: it says only
/// when to ask.
sealed interface Bolt11 {
  /// A payment that was on its way when a BOLT11 ended has come or failed by so long after. An
  /// attempt of which nothing is known is over only then.
  Duration LATE_MAX = Duration.ofHours(1);

  /// Our clock and the wallet's are not further apart, or one of them is plainly wrong.
  Duration CLOCKS_APART_MAX = Duration.ofHours(2);

  /// A person needs at least this long to scan and pay a code.
  Duration SHOWN_MIN = Duration.ofMinutes(1);

  record None() implements Bolt11 {}

  /// As far as we know it can be paid.
  record Made(Instant expiresAt) implements Bolt11 {}

  /// The receiving side says that it was not settled and never will be.
  ///
  /// @param payerPays whether the payer's wallet says that it still pays it
  record Expired(boolean payerPays) implements Bolt11 {}

  /// The receiving side says that it was not settled.
  ///
  /// @param asOf what its own clock showed when it looked, or less
  /// @param ended whether it says by itself that it takes no money for it any more
  record Unpaid(Instant asOf, boolean ended) {}

  /// What follows from that.
  enum Left {
    /// It can be paid.
    TIME,
    /// It ends just now, or what was on its way may still come.
    MOMENTS,
    /// It can never be paid any more.
    NOTHING
  }

  /// @param expiresAt by the clock of the wallet that made it
  /// @param asked whether a tenant's wallet was told to pay it
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

    /// Ask the receiving side, and show it unless that says that there is no time left.
    record ShowUnlessOver() implements Decision {}

    /// Ask the receiving side, and show it only if that says that there is time left.
    record LookUpFirst() implements Decision {}

    /// Another payment may still come through.
    record Wait() implements Decision {}
  }

  /// @param atProcessor whether a card may be charged for the invoice: then no BOLT11 is made, and
  ///   one that exists may be paid
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
