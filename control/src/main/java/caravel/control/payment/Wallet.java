package caravel.control.payment;

import caravel.nostr.Msats;
import caravel.nostr.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/// The wallet that receives the platform's payments. Its answers prove nothing beyond its own
/// state: the caller decodes each invoice and checks amount, hash and expiry.
///
/// Every method waits for a limited time and is called outside of transactions.
public interface Wallet {
  /// The key that identifies the wallet. It need not know codes of another wallet.
  PublicKey publicKey();

  /// Makes an invoice that pays this wallet.
  ///
  /// @param expiry its lifetime, in whole seconds
  Made makeInvoice(Msats amount, String description, Duration expiry);

  /// Looks up the state of an invoice of this wallet.
  ///
  /// @param paymentHash 64 lower-case hex digits
  LookedUp lookUp(String paymentHash);

  /// Registers a listener for the payment hashes that the wallet reports as paid. A report is a
  /// hint to look the payment up, never a proof. It may come twice, late or never, on any thread.
  /// The listener may call this wallet.
  void onReceived(Consumer<String> paymentHash);

  sealed interface Made {
    /// @param lnbc a Lightning invoice as text, unchecked
    record Bolt11(String lnbc) implements Made {}

    /// The wallet refused.
    ///
    /// @param why for the operator
    record Refused(String why) implements Made {}

    /// The wallet gave no readable answer. It may have made an invoice, which stays unused.
    ///
    /// @param why for the operator
    record Unknown(String why) implements Made {}
  }

  sealed interface LookedUp {
    /// @param amount the received amount
    record Settled(Msats amount) implements LookedUp {}

    /// The invoice exists and was unpaid at the look-up.
    ///
    /// @param asOf the time of the look-up by this wallet's clock, or earlier; only this clock
    ///   decides the expiry
    /// @param ended whether the wallet reports that it no longer accepts a payment
    record Unsettled(Instant asOf, boolean ended) implements LookedUp {}

    /// The wallet does not know the invoice.
    ///
    /// @param asOf as above
    record NotFound(Instant asOf) implements LookedUp {}

    /// The wallet gave no readable answer, so the invoice may be paid or unpaid.
    ///
    /// @param why for the operator
    record Unknown(String why) implements LookedUp {}
  }
}
