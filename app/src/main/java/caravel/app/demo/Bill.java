package caravel.app.demo;

import caravel.nostr.Msats;
import caravel.nostr.PublicKey;
import caravel.nostr.nwc.Transaction;
import org.jspecify.annotations.Nullable;

/// One invoice of the demo's wallet.
///
/// @param payee the connection that created it
record Bill(Paper paper, PublicKey payee, Msats amount, Span span, @Nullable Receipt receipt) {
  /// @param lnbc signed, as text
  /// @param hash 64 lower-case hex digits
  /// @param preimage likewise; the payer's proof of payment
  record Paper(String lnbc, String hash, String preimage, String description) {
    @Override
    public String toString() {
      return "Paper[" + hash + "]";
    }
  }

  /// Unix seconds; it can no longer be paid from `expiresAt` on.
  record Span(long createdAt, long expiresAt) {}

  /// @param at unix seconds
  record Receipt(PublicKey payer, long at) {}

  Bill paidBy(PublicKey payer, long at) {
    return new Bill(paper, payee, amount, span, new Receipt(payer, at));
  }

  boolean isExpired(long now) {
    return now >= span.expiresAt();
  }

  /// The invoice as its wallet reports it.
  Transaction seen(Transaction.Direction direction, long now) {
    return new Transaction(
        direction,
        paper.lnbc(),
        paper.hash(),
        amount,
        paper.description(),
        span.createdAt(),
        span.expiresAt(),
        progress(now));
  }

  private Transaction.Progress progress(long now) {
    if (receipt != null) {
      return new Transaction.Progress.Settled(receipt.at(), paper.preimage());
    }
    return isExpired(now) ? new Transaction.Progress.Expired() : new Transaction.Progress.Pending();
  }
}
