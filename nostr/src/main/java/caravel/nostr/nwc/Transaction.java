package caravel.nostr.nwc;

import caravel.nostr.Hex;
import caravel.nostr.MalformedException;
import caravel.nostr.Msats;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// An invoice or a payment as its wallet reports it. The report proves nothing.
///
/// @param invoice its text, `""` = not reported
/// @param paymentHash 64 lower-case hex digits
/// @param description `""` = none
/// @param createdAt unix seconds; 0 = not reported
/// @param expiresAt likewise
public record Transaction(
    Direction direction,
    String invoice,
    String paymentHash,
    Msats amount,
    String description,
    long createdAt,
    long expiresAt,
    Progress progress) {
  public enum Direction {
    /// The wallet receives the payment.
    INCOMING,
    /// The wallet sends the payment.
    OUTGOING
  }

  /// The state of a transaction.
  public sealed interface Progress {
    /// Not paid, or in flight.
    record Pending() implements Progress {}

    /// @param at unix seconds; 0 = not reported
    /// @param preimage 64 lower-case hex digits, or null = not reported
    record Settled(long at, @Nullable String preimage) implements Progress {}

    record Expired() implements Progress {}

    record Failed() implements Progress {}

    /// An unknown state. It must be read as neither paid nor unpaid.
    record Unclear(String word) implements Progress {}
  }

  public Transaction {
    if (!Hex.isLowerCase(paymentHash, 64)) {
      throw new IllegalArgumentException("a payment hash is 64 lower-case hex digits");
    }
  }

  public boolean isSettled() {
    return progress instanceof Progress.Settled;
  }

  void write(ObjectNode out) {
    out.put("type", direction == Direction.INCOMING ? "incoming" : "outgoing");
    out.put("invoice", invoice).put("description", description).put("payment_hash", paymentHash);
    out.put("amount", amount.value()).put("fees_paid", 0).put("created_at", createdAt);
    if (expiresAt > 0) {
      out.put("expires_at", expiresAt);
    }
    switch (progress) {
      case Progress.Pending _ -> out.put("state", "pending");
      case Progress.Settled(var at, var preimage) -> {
        out.put("state", "settled").put("settled_at", at);
        if (preimage != null) {
          out.put("preimage", preimage);
        }
      }
      case Progress.Expired _ -> out.put("state", "expired");
      case Progress.Failed _ -> out.put("state", "failed");
      case Progress.Unclear(var word) -> out.put("state", word);
    }
    out.putObject("metadata");
  }

  static Transaction read(JsonFields in) {
    var direction =
        switch (in.textOr("type", "incoming")) {
          case "incoming" -> Direction.INCOMING;
          case "outgoing" -> Direction.OUTGOING;
          default -> throw new MalformedException("a transaction is incoming or outgoing");
        };
    return new Transaction(
        direction,
        in.textOr("invoice", ""),
        in.hex("payment_hash"),
        in.msats("amount"),
        in.textOr("description", ""),
        in.numberOr("created_at", 0),
        in.numberOr("expires_at", 0),
        progress(in));
  }

  /// Older wallets report no state; a settlement time means settled. A preimage does not: the payee
  /// knows it from the start.
  private static Progress progress(JsonFields in) {
    long settledAt = in.numberOr("settled_at", 0);
    var word = in.textOr("state", settledAt > 0 ? "settled" : "pending");
    return switch (word) {
      case "settled" -> new Progress.Settled(settledAt, in.hexOrNull("preimage"));
      case "pending", "accepted" -> new Progress.Pending();
      case "expired" -> new Progress.Expired();
      case "failed" -> new Progress.Failed();
      default -> new Progress.Unclear(word);
    };
  }
}
