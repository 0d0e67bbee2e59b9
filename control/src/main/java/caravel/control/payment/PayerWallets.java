package caravel.control.payment;

import caravel.nostr.Msats;
import caravel.nostr.PublicKey;
import caravel.nostr.nwc.WalletConnection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The wallets that tenants let us spend from. A payer's word never settles anything: only the
/// receiving side does.
///
/// Sentences are for people: the wallet's own words, cleaned and bounded. Every method waits for a
/// bounded time and is called outside of transactions.
public interface PayerWallets {
  /// A tenant's wallet. A tenant takes one place at most in each pool of connections.
  record Payer(PublicKey tenant, WalletConnection wallet) {}

  /// Asks what the wallet lets us do; one that lets us pay nothing is refused.
  Connected connect(Payer payer);

  /// Asks to pay an invoice. Asking twice is safe: an invoice can be paid once.
  ///
  /// @param waitMax after which the outcome is unknown, at most a minute
  Paid pay(Payer payer, String lnbc, Duration waitMax);

  /// What the payer's side says became of a payment.
  ///
  /// @param paymentHash 64 lower-case hex digits
  Told lookUp(Payer payer, String paymentHash);

  sealed interface Connected {
    /// @param budget what may still be spent until it is renewed; null where the wallet does not
    ///   say
    record Usable(@Nullable Msats budget) implements Connected {}

    record Refused(String sentence) implements Connected {}

    /// It did not answer, or not so that it can be read.
    record Unreachable(String sentence) implements Connected {}

    /// The platform had no free connection; the wallet was not asked.
    record Busy() implements Connected {}
  }

  sealed interface Paid {
    /// So says the payer.
    record Succeeded() implements Paid {}

    /// Definitely not paid by this request.
    record Refused(String sentence) implements Paid {}

    /// The wallet was not asked, because the platform had no free connection. The attempt was not
    /// made and is made again within minutes.
    record Unasked() implements Paid {}

    /// The wallet was not asked, because none of its relays could be reached.
    ///
    /// @param sentence for the tenant
    record Unreachable(String sentence) implements Paid {}

    /// It may have been paid or may still be.
    ///
    /// @param why for the operator
    record Unknown(String why) implements Paid {}
  }

  enum Told {
    PENDING,
    SETTLED,
    FAILED,
    UNKNOWN
  }
}
