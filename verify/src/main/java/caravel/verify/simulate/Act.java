package caravel.verify.simulate;

import caravel.verify.simulate.FaultInjector.Place;
import java.time.Duration;
import java.time.Instant;

/// One line of a script. Acts are independent: when others are removed, an act does what is still
/// possible.
sealed interface Act {
  Instant at();

  /// Actions of tenants.
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
    /// Views the open invoice and pays it by Lightning.
    PAY_BY_LIGHTNING,
    PAY_BY_CARD,
    /// Opens a Lightning invoice or a checkout page, and leaves it unpaid.
    LOOK_AT_BILL,
    /// Pays a Lightning invoice or page that was shown before, whatever the state of its invoice.
    PAY_SOMETHING_OLD,
    ASK_ANEW
  }

  /// Actions of the operator.
  enum Order {
    SUSPEND_TENANT,
    UNSUSPEND_TENANT,
    SUSPEND_RELAY,
    UNSUSPEND_RELAY,
    VOID_INVOICE
  }

  /// @param salt source of all chance in the action
  record Does(Instant at, int tenant, Deed deed, long salt) implements Act {}

  record Orders(Instant at, int tenant, Order order, long salt) implements Act {}

  /// An action, or a round of the other replica, in the middle of the next external call.
  ///
  /// @param deed of the tenant, while the other replica works as well
  record Meanwhile(Instant at, int tenant, Deed deed, long salt) implements Act {}

  record Storm(Instant at, Place place, Duration length, int percent, long salt) implements Act {}

  /// @param moment how many commits and calls (before and after each) until the process dies
  record Dies(Instant at, int moment) implements Act {}

  record ClockOff(Instant at, Duration error) implements Act {}

  record RatesGo(Instant at, Duration length) implements Act {}

  record RateMoves(Instant at, int percent) implements Act {}

  /// The program restarts with another price.
  record Reprices(Instant at, String plan, int percent) implements Act {}

  /// The program restarts without payment methods, and later with all of them again.
  record RailsGo(Instant at, Duration length) implements Act {}

  /// A relay is removed at the relay host, outside the platform.
  record Drifts(Instant at, int tenant) implements Act {}

  /// The platform's wallet creates wrong invoices.
  record Lies(Instant at, int times) implements Act {}

  /// The program is stopped for a while.
  record Downtime(Instant at, Duration length) implements Act {}

  /// The machine's clock jumps, and is corrected later.
  ///
  /// @param by negative = back
  record ClockJump(Instant at, Duration by, Duration length) implements Act {}

  /// The operator copies the database.
  record CopyDatabase(Instant at) implements Act {}

  /// The operator replaces the database by the latest copy.
  record RestoreCopy(Instant at) implements Act {}

  /// The program restarts without one payment method, and later with it again.
  record RemoveRail(Instant at, Rail rail, Duration length) implements Act {}

  /// No socket or DNS slot is left for tenants' wallets.
  record Exhaustion(Instant at, Duration length) implements Act {}

  /// How a tenant tries to pay less.
  enum Toggling {
    /// Turns a relay off and on again a second later, every two minutes.
    OFF_AND_ON(130, 40),
    /// Switches between two plans, twice a minute.
    BETWEEN_PLANS(26, 40),
    /// Turns a relay off and on again before the invoice is due, so that it is replaced.
    RENEW_GRACE(5 * 86_400, 8),
    /// Brings the relay back whenever it is paused, without paying.
    COME_BACK(86_400, 30),
    /// Requests billing and collection every ten minutes, with a wallet and card that refuse.
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

  /// An operator's action on a payment, or a payer's at the bank.
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

  /// A tenant offers a relay to another one, who sees the price and accepts.
  record Transfers(Instant at, int from, int to, long salt) implements Act {}

  /// A relay of a tenant comes from an earlier platform.
  record Adopts(Instant at, int tenant, long salt) implements Act {}

  record Toggle(Instant at, int tenant, Toggling how, long salt) implements Act {}
}
