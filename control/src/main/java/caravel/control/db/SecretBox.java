package caravel.control.db;

import caravel.nostr.MalformedException;
import caravel.nostr.Nip44;
import caravel.nostr.SecretKey;
import java.util.List;
import java.util.Optional;

/// Keeps texts secret at rest: encrypted to oneself (NIP-44). The first key encrypts, all decrypt,
/// so that a list of keys is a rotation.
public final class SecretBox {
  private final List<Nip44.ConversationKey> keys;

  public SecretBox(List<SecretKey> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("a secret box needs a key");
    }
    this.keys = keys.stream().map(key -> Nip44.conversationKey(key, key.publicKey())).toList();
  }

  public String seal(String secret) {
    return Nip44.encrypt(keys.getFirst(), secret);
  }

  /// @throws IllegalStateException when none of the keys opens it
  public String open(String sealed) {
    return find(sealed)
        .orElseThrow(() -> new IllegalStateException("no key opens what was sealed here"));
  }

  /// Whether one of the keys opens it, for the check at start.
  public boolean opens(String sealed) {
    return find(sealed).isPresent();
  }

  private Optional<String> find(String sealed) {
    for (var key : keys) {
      try {
        return Optional.of(Nip44.decrypt(key, sealed));
      } catch (MalformedException otherKey) {
        // The next one may open it.
      }
    }
    return Optional.empty();
  }
}
