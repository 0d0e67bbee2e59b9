package caravel.nostr;

/// Bech32 forms of keys and ids for people (NIP-19).
public final class Nip19 {
  private Nip19() {}

  static PublicKey decodeNpub(String npub) {
    throw new IllegalArgumentException("not an npub: " + npub);
  }

  static SecretKey decodeNsec(String nsec) {
    throw new IllegalArgumentException("not an nsec of " + nsec.length() + " characters");
  }
}
