package caravel.nostr;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;

/// What an event says before anybody signed it (NIP-01); with its id, a rumor (NIP-59).
///
/// @param createdAt unix seconds
/// @param kind 0 … 65535
/// @param tags each a list of strings, possibly empty
public record UnsignedEvent(
    PublicKey pubkey, long createdAt, int kind, List<List<String>> tags, String content) {
  public static final int KIND_MAX = 65_535;
  private static final SecureRandom RANDOM = new SecureRandom();

  public UnsignedEvent {
    if (kind < 0 || kind > KIND_MAX) {
      throw new IllegalArgumentException("a kind is 0 to 65535");
    }
    tags = tags.stream().map(List::copyOf).toList();
  }

  /// The SHA-256 of the canonical form `[0,pubkey,created_at,kind,tags,content]`.
  public EventId id() {
    return new EventId(Hex.encode(hash()));
  }

  /// @throws IllegalArgumentException when the key is not that of [#pubkey()]
  public Event sign(SecretKey key) {
    if (!key.publicKey().equals(pubkey)) {
      throw new IllegalArgumentException("the event names another author than this key");
    }
    var hash = hash();
    var auxiliary = new byte[32];
    RANDOM.nextBytes(auxiliary);
    return new Event(
        new EventId(Hex.encode(hash)), this, Hex.encode(Secp.sign(hash, key.bytes(), auxiliary)));
  }

  byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(EventJson.canonical(this));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
