package caravel.app.simulate;

import caravel.app.simulate.Fortune.Place;
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
}
