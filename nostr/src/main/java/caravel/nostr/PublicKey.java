package caravel.nostr;

/// A Nostr identity: an x-only secp256k1 public key, 64 lower-case hex digits (NIP-01).
///
/// The constructor checks the form only. Call [#isOnCurve()] where a valid point is needed; it
/// costs a field operation.
public record PublicKey(String hex) implements Comparable<PublicKey> {
  static final int HEX_DIGITS = 64;

  public PublicKey {
    if (!Hex.isLowerCase(hex, HEX_DIGITS)) {
      throw new IllegalArgumentException("a public key is 64 lower-case hex digits");
    }
  }

  /// Parses hex in any letter case, or `npub1…` (NIP-19).
  ///
  /// @throws IllegalArgumentException when the text is neither
  public static PublicKey parse(String text) {
    return text.startsWith("npub1")
        ? Nip19.decodeNpub(text)
        : new PublicKey(Hex.lowerCase(text, HEX_DIGITS));
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
