package caravel.nostr;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A signed event in its wire form (NIP-01). Its form is valid; check its content with
/// [#hasValidId()] and [#hasValidSignature()].
///
/// @param sig 128 lower-case hex digits, or `""` where the signature is absent
///   (`policy.strip_signatures`, pseudo-events)
public record Event(EventId id, UnsignedEvent unsigned, String sig) {
  public static final String NO_SIGNATURE = "";
  static final int SIGNATURE_HEX_DIGITS = 128;

  /// The result of checking an event's id and signature.
  public enum Check {
    GENUINE,
    WRONG_ID,
    WRONG_SIGNATURE
  }

  public Event {
    if (!sig.isEmpty() && !Hex.isLowerCase(sig, SIGNATURE_HEX_DIGITS)) {
      throw new IllegalArgumentException("a signature is 128 lower-case hex digits");
    }
  }

  /// Creates a new event signed by `key`.
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

  /// Checks the id, then the signature, with one hash computation.
  public Check check() {
    var hash = unsigned.hash();
    if (!Hex.encode(hash).equals(id.hex())) {
      return Check.WRONG_ID;
    }
    return isSignatureOf(hash) ? Check.GENUINE : Check.WRONG_SIGNATURE;
  }

  public boolean hasValidId() {
    return unsigned.id().equals(id);
  }

  /// Verifies the signature against the recomputed hash, regardless of [#id()] (BIP-340).
  public boolean hasValidSignature() {
    return isSignatureOf(unsigned.hash());
  }

  private boolean isSignatureOf(byte[] hash) {
    return !sig.isEmpty() && Secp.verify(Hex.decode(sig), hash, pubkey().bytes());
  }

  /// The first value of the first tag with this name and a value.
  public Optional<String> tagValue(String name) {
    for (var tag : tags()) {
      if (tag.size() >= 2 && tag.getFirst().equals(name)) {
        return Optional.of(tag.get(1));
      }
    }
    return Optional.empty();
  }

  /// The first values of every tag of this name.
  public List<String> tagValues(String name) {
    var values = new ArrayList<String>();
    for (var tag : tags()) {
      if (tag.size() >= 2 && tag.getFirst().equals(name)) {
        values.add(tag.get(1));
      }
    }
    return List.copyOf(values);
  }

  public Event withoutSignature() {
    return new Event(id, unsigned, NO_SIGNATURE);
  }
}
