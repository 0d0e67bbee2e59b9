package caravel.nostr.bolt11;

import caravel.nostr.Hex;
import java.nio.charset.StandardCharsets;

/// The purpose of an invoice, as a text or its hash.
public sealed interface Purpose {
  /// Longest text, in bytes of UTF-8: the capacity of 1,023 5-bit words.
  int TEXT_BYTES_MAX = 639;

  /// Plain text, possibly empty. Untrusted.
  record Text(String text) implements Purpose {
    public Text {
      if (text.getBytes(StandardCharsets.UTF_8).length > TEXT_BYTES_MAX
          || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
        throw new IllegalArgumentException("a description is text of at most 639 bytes");
      }
    }
  }

  /// The SHA-256 of a text that is published elsewhere, 64 lower-case hex digits.
  record Hash(String hex) implements Purpose {
    public Hash {
      if (!Hex.isLowerCase(hex, 64)) {
        throw new IllegalArgumentException("a description's hash is 64 lower-case hex digits");
      }
    }
  }
}
