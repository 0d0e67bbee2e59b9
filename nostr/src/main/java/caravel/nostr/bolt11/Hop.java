package caravel.nostr.bolt11;

import caravel.nostr.Msats;

/// One channel of a private route to the payee. The route starts at a public node.
///
/// @param node where the channel starts
/// @param channel its short id, 64 bits
/// @param feeBase at most 2^32 − 1 msat
/// @param feeMillionths of the amount, 0 to 2^32 − 1
/// @param expiryDelta in blocks, 0 to 65535
public record Hop(NodeId node, long channel, Msats feeBase, long feeMillionths, int expiryDelta) {
  static final int BYTES = NodeId.BYTES + 8 + 4 + 4 + 2;

  public Hop {
    if (feeBase.value() >= 1L << 32
        || feeMillionths < 0
        || feeMillionths >= 1L << 32
        || expiryDelta < 0
        || expiryDelta >= 1 << 16) {
      throw new IllegalArgumentException("the fees or the delta of a hop are out of range");
    }
  }
}
