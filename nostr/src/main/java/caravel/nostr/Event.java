package caravel.nostr;

import java.util.List;
import java.util.Optional;

/// A signed event as it stands on the wire (NIP-01). Being one proves its form, not its truth: ask
/// [#hasValidId()] and [#hasValidSignature()].
///
/// @param sig 128 hex digits, or `""` where the signature is absent (`policy.strip_signatures`,
///   pseudo-events)
public record Event(EventId id, UnsignedEvent unsigned, String sig) {
  public static final String NO_SIGNATURE = "";

  /// Signs a new event by `key`.
  public static Event sign(
      SecretKey key, long createdAt, int kind, List<List<String>> tags, String content) {
    return new UnsignedEvent(key.publicKey(), createdAt, kind, tags, content).sign(key);
  }

  public PublicKey pubkey() {
    return unsigned.pubkey();
  }

  public long createdAt() {
    return unsigned.createdAt();
  }

  public int kind() {
    return unsigned.kind();
  }

  public List<List<String>> tags() {
    return unsigned.tags();
  }

  public String content() {
    return unsigned.content();
  }

  public boolean hasValidId() {
    return unsigned.id().equals(id);
  }

  /// Verifies against the recomputed hash, whatever [#id()] says (BIP-340).
  public boolean hasValidSignature() {
    return sig.length() == 128 && Secp.verify(Hex.decode(sig), unsigned.hash(), pubkey().bytes());
  }

  /// The first value of the first tag of this name that has one; a tag without a value does not
  /// count.
  public Optional<String> tagValue(String name) {
    return tags().stream()
        .filter(tag -> tag.size() >= 2 && tag.getFirst().equals(name))
        .map(tag -> tag.get(1))
        .findFirst();
  }

  /// The first values of every tag of this name.
  public List<String> tagValues(String name) {
    return tags().stream()
        .filter(tag -> tag.size() >= 2 && tag.getFirst().equals(name))
        .map(tag -> tag.get(1))
        .toList();
  }

  public Event withoutSignature() {
    return new Event(id, unsigned, NO_SIGNATURE);
  }
}
