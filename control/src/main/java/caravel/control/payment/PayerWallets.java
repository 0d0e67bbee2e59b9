package caravel.control.payment;

import caravel.nostr.Msats;
import caravel.nostr.PublicKey;
import caravel.nostr.nwc.WalletConnection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The tenants' wallets that the platform may spend from. A payer's answer never settles an
/// invoice: only the receiving side does.
///
/// Sentences are for people: the wallet's own words, cleaned and limited in length. Every method
/// waits for a limited time and is called outside of transactions.
public interface PayerWallets {
  /// A tenant's wallet. Each tenant takes at most one place in each pool of connections.
  record Payer(PublicKey tenant, WalletConnection wallet) {}

  /// Asks the wallet for the permissions of the connection. A connection that may not pay is
  /// refused.
  Connected connect(Payer payer);

  /// Asks the wallet to pay an invoice. Repeating this is safe, because an invoice can be paid only
  /// once.
  ///
  /// @param waitMax after which the outcome is unknown, at most a minute
  Paid pay(Payer payer, String lnbc, Duration waitMax);

  /// Asks the payer's wallet for the state of a payment.
  ///
  /// @param paymentHash 64 lower-case hex digits
  PayerPayment lookUp(Payer payer, String paymentHash);

  sealed interface Connected {
    /// @param budget the unspent part of the present budget; null = the wallet does not report it
    record Usable(@Nullable Msats budget) implements Connected {}

    record Refused(String sentence) implements Connected {}

    /// The wallet gave no answer, or an unreadable one.
    record Unreachable(String sentence) implements Connected {}

    /// The platform had no free connection; the wallet was not asked.
    record Busy() implements Connected {}
  }

  sealed interface Paid {
    /// The payer's wallet reports that it paid.
    record Succeeded() implements Paid {}

    /// This request has definitely not paid.
    record Refused(String sentence) implements Paid {}

    /// The wallet was not asked, because the platform had no free connection. The attempt is
    /// repeated within minutes.
    record Unasked() implements Paid {}

    /// The wallet was not asked, because none of its relays was reachable.
    ///
    /// @param sentence for the tenant
    record Unreachable(String sentence) implements Paid {}

    /// The wallet may have paid or may still pay.
    ///
    /// @param why for the operator
    record Unknown(String why) implements Paid {}
  }

  enum PayerPayment {
    PENDING,
    SETTLED,
    FAILED,
    UNKNOWN
  }
}
