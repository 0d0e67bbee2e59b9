package caravel.nostr;

/// Bech32 forms of keys for people: `npub1…` and `nsec1…` (NIP-19).
public final class Nip19 {
  private static final int KEY_BYTES = 32;

  private Nip19() {}

  public static String npub(PublicKey key) {
    return Bech32.encode("npub", key.bytes());
  }

  /// Spells a secret out; only for the file or the person it belongs to.
  public static String nsec(SecretKey key) {
    return Bech32.encode("nsec", key.bytes());
  }

  static PublicKey decodeNpub(String npub) {
    return new PublicKey(Hex.encode(key("npub", npub)));
  }

  static SecretKey decodeNsec(String nsec) {
    return new SecretKey(key("nsec", nsec));
  }

  private static byte[] key(String prefix, String text) {
    var bytes = Bech32.decode(prefix, text);
    if (bytes.length != KEY_BYTES) {
      throw new IllegalArgumentException("not a valid " + prefix);
    }
    return bytes;
  }
}
