package caravel.nostr;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256, the hash function of Nostr.
public final class Sha256 {
  /// Never updated. Cloning it is much faster than looking up the algorithm by name.
  private static final MessageDigest EMPTY = empty();

  private Sha256() {}

  public static byte[] of(byte[] bytes) {
    return start().digest(bytes);
  }

  /// A computation over bytes that are in several places.
  public static MessageDigest start() {
    try {
      return (MessageDigest) EMPTY.clone();
    } catch (CloneNotSupportedException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static MessageDigest empty() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
