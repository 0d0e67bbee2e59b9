package caravel.control.payment;

import caravel.nostr.Msats;
import caravel.nostr.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/// The wallet that the platform is paid into. Nothing here proves anything but what this wallet
/// says of itself: whoever asks for an invoice decodes it and checks amount, hash and expiry.
///
/// Every method waits for a bounded time and is called outside of transactions.
public interface Wallet {
  /// Identifies the wallet. Codes of another wallet are not expected to be known here.
  PublicKey publicKey();

  /// An invoice by which the platform is paid.
  ///
  /// @param expiry for how long it can be paid, in whole seconds
  Made makeInvoice(Msats amount, String description, Duration expiry);

  /// What became of an invoice of this wallet.
  ///
  /// @param paymentHash 64 lower-case hex digits
  LookedUp lookUp(String paymentHash);

  /// Names the payment hash whenever the wallet tells that money came: a hint to look it up, never
  /// a proof. It may come twice, late or never, on any thread; the listener may ask this wallet.
  void onReceived(Consumer<String> paymentHash);

  sealed interface Made {
    /// @param lnbc a Lightning invoice as text, nothing of which was checked
    record Bolt11(String lnbc) implements Made {}

    /// The wallet said no.
    ///
    /// @param why for the operator
    record Refused(String why) implements Made {}

    /// No answer, or none that can be read; an invoice may have been made that nobody will see.
    ///
    /// @param why for the operator
    record Unknown(String why) implements Made {}
  }

  sealed interface LookedUp {
    /// @param amount what was received
    record Settled(Msats amount) implements LookedUp {}

    /// Made, and not paid when it looked.
    ///
    /// @param asOf what this wallet's own clock showed then, or less: by no other clock does an
    ///   invoice end
    /// @param ended whether the wallet says by itself that it takes no money for it any more
    record Unsettled(Instant asOf, boolean ended) implements LookedUp {}

    /// This wallet has never heard of it, or has forgotten it.
    ///
    /// @param asOf as above
    record NotFound(Instant asOf) implements LookedUp {}

    /// No answer, or none that can be read: neither paid nor unpaid can be concluded.
    ///
    /// @param why for the operator
    record Unknown(String why) implements LookedUp {}
  }
}
