package caravel.nostr;

import java.util.Locale;
import java.util.regex.Pattern;

/// A Nostr identity: an x-only secp256k1 public key, 64 lower-case hex digits (NIP-01).
///
/// The constructor proves the form only. Whether the digits are a point on the curve is asked where
/// it matters, with [#isOnCurve()], because that costs a field operation.
public record PublicKey(String hex) implements Comparable<PublicKey> {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  public PublicKey {
    if (!FORM.matcher(hex).matches()) {
      throw new IllegalArgumentException("a public key is 64 lower-case hex digits");
    }
  }

  /// Reads hex in any letter case, or `npub1…` (NIP-19).
  public static PublicKey parse(String text) {
    return text.startsWith("npub1")
        ? Nip19.decodeNpub(text)
        : new PublicKey(text.toLowerCase(Locale.ROOT));
  }

  public boolean isOnCurve() {
    return Secp.isPublicKey(bytes());
  }

  public byte[] bytes() {
    return Hex.decode(hex);
  }

  @Override
  public int compareTo(PublicKey other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
