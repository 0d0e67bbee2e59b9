package caravel.nostr;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The hash Nostr uses everywhere.
public final class Sha256 {
  /// Never fed itself; a clone of it costs a fraction of the look-up by name.
  private static final MessageDigest EMPTY = empty();

  private Sha256() {}

  public static byte[] of(byte[] bytes) {
    try {
      return ((MessageDigest) EMPTY.clone()).digest(bytes);
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
