package caravel.nostr;

import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A secp256k1 secret key that never prints itself.
public final class SecretKey {
  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] bytes;

  /// Computed at the first use, because most keys are only stored. Two threads may compute the same
  /// value.
  private volatile @Nullable PublicKey publicKey;

  /// @throws IllegalArgumentException when these are not 32 bytes in 1 … n−1; the message never
  ///   repeats them
  public SecretKey(byte[] bytes) {
    if (bytes.length != BYTES || !Secp.isSecretKey(bytes)) {
      throw new IllegalArgumentException(
          "not a secret key: 32 bytes below the curve order and not zero are needed");
    }
    this.bytes = bytes.clone();
  }

  /// Parses 64 hex digits or `nsec1…` (NIP-19).
  ///
  /// @throws IllegalArgumentException with a message that never repeats the input
  public static SecretKey parse(String text) {
    if (text.startsWith("nsec1")) {
      return Nip19.decodeNsec(text);
    }
    try {
      return new SecretKey(Hex.decode(text));
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException("not a secret key: 64 hex digits or nsec1… are needed");
    }
  }

  public static SecretKey generate() {
    while (true) {
      var candidate = new byte[BYTES];
      RANDOM.nextBytes(candidate);
      if (Secp.isSecretKey(candidate)) {
        return new SecretKey(candidate);
      }
    }
  }

  public PublicKey publicKey() {
    var known = publicKey;
    if (known == null) {
      known = new PublicKey(Hex.encode(Secp.publicKey(bytes)));
      publicKey = known;
    }
    return known;
  }

  /// The secret as hex. Only for storing or sending the key; never log it.
  public String revealHex() {
    return Hex.encode(bytes);
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SecretKey key && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return publicKey().hashCode();
  }

  @Override
  public String toString() {
    return "SecretKey(of " + publicKey() + ")";
  }
}
