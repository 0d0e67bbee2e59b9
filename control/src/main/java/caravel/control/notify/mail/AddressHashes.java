package caravel.control.notify.mail;

import caravel.nostr.Hex;
import caravel.nostr.SecretKey;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Keyed hashes of email addresses. The limits count them, so that no address is stored in the
/// clear. The first key makes new hashes; older ones are still recognised.
final class AddressHashes {
  private static final String PURPOSE = "caravel email address";

  private final List<byte[]> keys;

  /// @param keys those of `ENCRYPTION_SECRET`, at least one
  AddressHashes(List<SecretKey> keys) {
    this.keys =
        keys.stream().map(key -> Hmac.of(Hex.decode(key.revealHex()), utf8(PURPOSE))).toList();
  }

  /// The hashes of an address under all keys, the current one first.
  List<String> of(EmailAddress address) {
    return keys.stream().map(key -> Hex.encode(Hmac.of(key, utf8(address.mailbox())))).toList();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
