package caravel.control.db;

import caravel.nostr.SecretKey;
import java.util.List;

/// Keeps texts secret at rest: encrypted to oneself (NIP-44). The first key encrypts, all decrypt,
/// so that a list of keys is a rotation.
public final class SecretBox {
  private final List<SecretKey> keys;

  public SecretBox(List<SecretKey> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("a secret box needs a key");
    }
    this.keys = List.copyOf(keys);
  }

  @SuppressWarnings("DoNotCallSuggester")
  public String seal(String secret) {
    throw new UnsupportedOperationException(keys.size() + secret);
  }

  /// @throws IllegalStateException when none of the keys opens it
  @SuppressWarnings("DoNotCallSuggester")
  public String open(String sealed) {
    throw new UnsupportedOperationException(sealed);
  }
}
