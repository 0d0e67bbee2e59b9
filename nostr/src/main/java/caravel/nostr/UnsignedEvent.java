package caravel.nostr;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// An event without its signature (NIP-01). With its id it is a rumor (NIP-59).
///
/// @param createdAt unix seconds
/// @param kind 0 … 65535
/// @param tags each a list of strings, possibly empty
public record UnsignedEvent(
    PublicKey pubkey, long createdAt, int kind, List<List<String>> tags, String content) {
  public static final int KIND_MAX = 65_535;
  private static final int AUXILIARY_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  /// @throws IllegalArgumentException when the kind is out of range, or a text contains a lone
  ///   surrogate: it has no UTF-8 form, and two such texts would share one id
  public UnsignedEvent {
    if (kind < 0 || kind > KIND_MAX) {
      throw new IllegalArgumentException("a kind is 0 to 65535");
    }
    requireWellFormed(content);
    tags = copy(tags);
  }

  /// The SHA-256 of the canonical form `[0,pubkey,created_at,kind,tags,content]`.
  public EventId id() {
    return new EventId(Hex.encode(hash()));
  }

  /// @throws IllegalArgumentException when the key does not belong to [#pubkey()]
  public Event sign(SecretKey key) {
    return sign(key, RANDOM);
  }

  /// @param random source of BIP-340's auxiliary bytes; the same bytes make the same signature
  /// @throws IllegalArgumentException when the key does not belong to [#pubkey()]
  public Event sign(SecretKey key, RandomGenerator random) {
    if (!key.publicKey().equals(pubkey)) {
      throw new IllegalArgumentException("the event names another author than this key");
    }
    var hash = hash();
    var auxiliary = new byte[AUXILIARY_BYTES];
    random.nextBytes(auxiliary);
    return new Event(
        new EventId(Hex.encode(hash)), this, Hex.encode(Secp.sign(hash, key.bytes(), auxiliary)));
  }

  byte[] hash() {
    return Sha256.of(EventJson.canonical(this));
  }

  private static List<List<String>> copy(List<List<String>> tags) {
    @SuppressWarnings({"unchecked", "rawtypes"})
    List<String>[] copies = new List[tags.size()];
    for (int i = 0; i < copies.length; i++) {
      var tag = List.copyOf(tags.get(i));
      for (var text : tag) {
        requireWellFormed(text);
      }
      copies[i] = tag;
    }
    return List.copyOf(Arrays.asList(copies));
  }

  private static void requireWellFormed(String text) {
    if (!Json.isWellFormed(text)) {
      throw new IllegalArgumentException("half of a surrogate pair is not text");
    }
  }
}
