package caravel.verify.simulate;

import caravel.nostr.Hex;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import caravel.nostr.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// The keys of a world's tenants, derived from its seed and the tenant's number.
final class TenantKeys {
  private final long seed;
  private final SecretRegistry secrets;
  private final Map<Integer, SecretKey> keys = new HashMap<>();
  private final Map<PublicKey, Integer> numbers = new HashMap<>();

  TenantKeys(long seed, SecretRegistry secrets) {
    this.seed = seed;
    this.secrets = secrets;
  }

  SecretKey of(int tenant) {
    return keys.computeIfAbsent(
        tenant,
        number -> {
          var text = "tenant " + seed + " " + number;
          var bytes = Sha256.of(text.getBytes(StandardCharsets.UTF_8));
          var key = SecretKey.parse(Hex.encode(bytes));
          numbers.put(key.publicKey(), number);
          secrets.add(key.revealHex());
          return key;
        });
  }

  SecretKey of(PublicKey tenant) {
    return of(numberOf(tenant));
  }

  int numberOf(PublicKey tenant) {
    var number = numbers.get(tenant);
    if (number == null) {
      throw new Violation("no tenant has the key " + tenant);
    }
    return number;
  }
}
