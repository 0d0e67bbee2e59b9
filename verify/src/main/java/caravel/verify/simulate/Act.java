package caravel.verify.simulate;

import caravel.verify.simulate.FaultInjector.Place;
import java.time.Duration;
import java.time.Instant;

/// One line of a script. Each makes sense alone: with others struck out it does what it can.
sealed interface Act {
  Instant at();

  /// What tenants do.
  enum Deed {
    CREATE_FREE,
    CREATE_BASIC,
    CREATE_GROWTH,
    TO_FREE,
    TO_BASIC,
    TO_GROWTH,
    RENAME,
    DEACTIVATE,
    REACTIVATE,
    DELETE,
    CONNECT_WALLET,
    DISCONNECT_WALLET,
    WALLET_PAYS,
    WALLET_REFUSES,
    WALLET_DAWDLES,
    WALLET_IS_AWAY,
    CARD_PAYS,
    CARD_DECLINES,
    CARD_WANTS_ITS_OWNER,
    CARD_TAKES_LONG,
    /// Looks at what is open and pays it by Lightning.
    PAY_BY_LIGHTNING,
    PAY_BY_CARD,
    /// Shows a code or a page, and leaves it.
    LOOK_AT_BILL,
    /// Pays a code or a page that was shown at some time, whatever became of its invoice.
    PAY_SOMETHING_OLD,
    ASK_ANEW
  }

  /// What the operator does.
  enum Order {
    SUSPEND_TENANT,
    UNSUSPEND_TENANT,
    SUSPEND_RELAY,
    UNSUSPEND_RELAY,
    VOID_INVOICE
  }

  /// @param salt all chance in it
  record Does(Instant at, int tenant, Deed deed, long salt) implements Act {}

  record Orders(Instant at, int tenant, Order order, long salt) implements Act {}

  /// A deed, or a round of another replica, in the middle of the next call to the outside.
  ///
  /// @param deed of the tenant, while the other replica works as well
  record Meanwhile(Instant at, int tenant, Deed deed, long salt) implements Act {}

  record Storm(Instant at, Place place, Duration length, int percent, long salt) implements Act {}

  /// @param moment counted from then: commits and calls, before and after each
  record Dies(Instant at, int moment) implements Act {}

  record ClockOff(Instant at, Duration error) implements Act {}

  record RatesGo(Instant at, Duration length) implements Act {}

  record RateMoves(Instant at, int percent) implements Act {}

  /// The program is started with another price.
  record Reprices(Instant at, String plan, int percent) implements Act {}

  /// The program is started without any way to pay, and later with all again.
  record RailsGo(Instant at, Duration length) implements Act {}

  /// Somebody at the relay host takes a relay away.
  record Drifts(Instant at, int tenant) implements Act {}

  /// The platform's wallet makes wrong invoices.
  record Lies(Instant at, int times) implements Act {}

  /// The program does not run.
  record Downtime(Instant at, Duration length) implements Act {}

  /// The machine's clock jumps, and is put right after a while.
  ///
  /// @param by below zero = back
  record ClockJump(Instant at, Duration by, Duration length) implements Act {}

  /// The operator copies the database.
  record CopyDatabase(Instant at) implements Act {}

  /// The operator puts the latest copy in the place of the database.
  record RestoreCopy(Instant at) implements Act {}

  /// The program is started without one way to pay, and later with it again.
  record RemoveRail(Instant at, Rail rail, Duration length) implements Act {}

  /// No socket or DNS slot is left for tenants' wallets.
  record Exhaustion(Instant at, Duration length) implements Act {}

  /// How a tenant tries to pay less.
  enum Toggling {
    /// Off and on again a second later, every two minutes.
    OFF_AND_ON(130, 40),
    /// Between two plans, twice a minute.
    BETWEEN_PLANS(26, 40),
    /// Off and on again before the bill is due, so that it is made anew.
    RENEW_GRACE(5 * 86_400, 8),
    /// Back as soon as the relay was paused, each time without paying.
    COME_BACK(86_400, 30),
    /// Asks to be billed and collected every ten minutes, with a wallet and card that refuse.
    ASK_ANEW(600, 40);

    private final int everySeconds;
    private final int times;

    Toggling(int everySeconds, int times) {
      this.everySeconds = everySeconds;
      this.times = times;
    }

    Duration every() {
      return Duration.ofSeconds(everySeconds);
    }

    int times() {
      return times;
    }
  }

  /// What the operator does about money that was paid, and what payers do at their bank.
  enum Adjustment {
    /// A refund through the platform.
    REFUND,
    /// A refund in the dashboard of the card processor.
    REFUND_AT_PROCESSOR,
    BOOK_PAYMENT,
    GIVE_CREDIT,
    /// A payer objects to a card payment.
    DISPUTE
  }

  record Adjusts(Instant at, int tenant, Adjustment how, long salt) implements Act {}

  record Toggle(Instant at, int tenant, Toggling how, long salt) implements Act {}
}
