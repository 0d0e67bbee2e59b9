package caravel.nostr;

import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The operations of libsecp256k1 that Nostr needs, on raw bytes (BIP-340).
final class Secp {
  private static final Secp256k1 LIBRARY = Secp256k1.get();
  private static final int COMPRESSED_BYTES = 33;

  /// Loads the verifier at the first verification, because that takes about 100 ms.
  private static final class Foreign {
    /// Null where the library cannot be bound.
    static final @Nullable SchnorrVerifier VERIFIER = SchnorrVerifier.load().orElse(null);
  }

  private Secp() {}

  /// Whether this is a valid signature of a hash.
  ///
  /// @param publicKey its x coordinate; the caller must not change it afterwards
  static boolean verify(byte[] signature, byte[] hash, byte[] publicKey) {
    var verifier = Foreign.VERIFIER;
    return verifier == null
        ? verifyByJni(signature, hash, publicKey)
        : verifier.isValid(signature, hash, publicKey);
  }

  /// Like [#verify], for platforms without [SchnorrVerifier].
  static boolean verifyByJni(byte[] signature, byte[] hash, byte[] publicKey) {
    try {
      return LIBRARY.verifySchnorr(signature, hash, publicKey);
    } catch (Secp256k1Exception refused) {
      return false;
    }
  }

  /// @param auxiliary 32 random bytes; zeros give a deterministic signature
  static byte[] sign(byte[] message, byte[] secretKey, byte[] auxiliary) {
    return LIBRARY.signSchnorr(message, secretKey, auxiliary);
  }

  static boolean isSecretKey(byte[] secretKey) {
    return LIBRARY.secKeyVerify(secretKey);
  }

  static byte[] publicKey(byte[] secretKey) {
    return Arrays.copyOfRange(LIBRARY.pubkeyCreate(secretKey), 1, COMPRESSED_BYTES);
  }

  static boolean isPublicKey(byte[] publicKey) {
    try {
      LIBRARY.pubkeyParse(compressed(publicKey));
      return true;
    } catch (Secp256k1Exception refused) {
      return false;
    }
  }

  /// The raw x coordinate of `secretKey · publicKey`, unhashed, as NIP-44 requires.
  static byte[] sharedX(byte[] secretKey, byte[] publicKey) {
    var point = LIBRARY.pubKeyTweakMul(compressed(publicKey), secretKey);
    return Arrays.copyOfRange(point, 1, COMPRESSED_BYTES);
  }

  private static byte[] compressed(byte[] publicKey) {
    var even = new byte[COMPRESSED_BYTES];
    even[0] = 2;
    System.arraycopy(publicKey, 0, even, 1, publicKey.length);
    return even;
  }
}
