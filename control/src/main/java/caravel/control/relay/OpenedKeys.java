package caravel.control.relay;

import caravel.nostr.SecretKey;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A cache of the decrypted keys of recently used relays. Every probe needs the key, a key never
/// changes, and decrypting costs more than the probe.
final class OpenedKeys {
  private static final int KEYS_MAX = 10_000;
  private static final float LOAD_FACTOR = 0.75f;

  private final Map<RelayId, SecretKey> keys =
      new LinkedHashMap<>(16, LOAD_FACTOR, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RelayId, SecretKey> eldest) {
          return size() > KEYS_MAX;
        }
      };

  synchronized @Nullable SecretKey find(RelayId id) {
    return keys.get(id);
  }

  synchronized void keep(RelayId id, SecretKey key) {
    keys.put(id, key);
  }

  synchronized void forget(RelayId id) {
    keys.remove(id);
  }
}
