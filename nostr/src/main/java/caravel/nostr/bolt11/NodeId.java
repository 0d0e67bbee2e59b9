package caravel.nostr.bolt11;

import caravel.nostr.Hex;
import caravel.nostr.SecretKey;

/// A Lightning node: a compressed secp256k1 public key, 66 lower-case hex digits.
///
/// The constructor checks the form only. A key recovered from a signature is also a point on the
/// curve.
public record NodeId(String hex) {
  static final int BYTES = 33;

  public NodeId {
    if (!Hex.isLowerCase(hex, 2 * BYTES) || !(hex.startsWith("02") || hex.startsWith("03"))) {
      throw new IllegalArgumentException("a node id is 66 lower-case hex digits from 02 or 03 on");
    }
  }

  public static NodeId of(SecretKey key) {
    return new NodeId(Hex.encode(Ecdsa.publicKey(Hex.decode(key.revealHex()))));
  }

  byte[] bytes() {
    return Hex.decode(hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
