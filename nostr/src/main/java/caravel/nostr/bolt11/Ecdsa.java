package caravel.nostr.bolt11;

import caravel.nostr.MalformedException;
import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;
import java.util.Arrays;

/// ECDSA over secp256k1 with a recovery id, for the signatures of invoices.
final class Ecdsa {
  /// r, s and the recovery id.
  static final int SIGNATURE_BYTES = 65;

  private static final int COMPACT_BYTES = 64;
  private static final int RECOVERY_IDS = 4;
  private static final Secp256k1 LIBRARY = Secp256k1.get();

  private Ecdsa() {}

  static byte[] publicKey(byte[] secretKey) {
    return LIBRARY.pubKeyCompress(LIBRARY.pubkeyCreate(secretKey));
  }

  /// Signs deterministically (RFC 6979), with the lower of the two possible s.
  static byte[] sign(byte[] hash, byte[] secretKey) {
    var signature = Arrays.copyOf(LIBRARY.sign(hash, secretKey, null), SIGNATURE_BYTES);
    var publicKey = publicKey(secretKey);
    for (byte id = 0; id < RECOVERY_IDS; id++) {
      signature[COMPACT_BYTES] = id;
      if (Arrays.equals(recover(signature, hash), publicKey)) {
        return signature;
      }
    }
    throw new AssertionError("a signature belongs to its key");
  }

  /// @return the compressed key that made the signature
  /// @throws MalformedException when no key can have made it
  static byte[] recover(byte[] signature, byte[] hash) {
    int id = signature[COMPACT_BYTES];
    if (id < 0 || id >= RECOVERY_IDS) {
      throw new MalformedException("the invoice's signature has no recovery id");
    }
    try {
      return LIBRARY.pubKeyCompress(
          LIBRARY.ecdsaRecover(Arrays.copyOf(signature, COMPACT_BYTES), hash, id));
    } catch (Secp256k1Exception refused) {
      throw new MalformedException("the invoice's signature belongs to no key", refused);
    }
  }

  /// Whether this key made the signature. Refuses a high s.
  static boolean verify(byte[] signature, byte[] hash, byte[] publicKey) {
    try {
      return LIBRARY.verify(Arrays.copyOf(signature, COMPACT_BYTES), hash, publicKey);
    } catch (Secp256k1Exception refused) {
      return false;
    }
  }
}
