package caravel.nostr.bolt11;

import caravel.nostr.Hex;
import java.nio.charset.StandardCharsets;

/// What an invoice is for.
public sealed interface Purpose {
  /// Longest text, in bytes of UTF-8: 1,023 words of five bits hold no more.
  int TEXT_BYTES_MAX = 639;

  /// Said in plain text, possibly empty; it comes from a stranger.
  record Text(String text) implements Purpose {
    public Text {
      if (text.getBytes(StandardCharsets.UTF_8).length > TEXT_BYTES_MAX
          || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
        throw new IllegalArgumentException("a description is text of at most 639 bytes");
      }
    }
  }

  /// Said elsewhere; here is the SHA-256 of it, 64 lower-case hex digits.
  record Hash(String hex) implements Purpose {
    public Hash {
      if (!Hex.isLowerCase(hex, 64)) {
        throw new IllegalArgumentException("a description's hash is 64 lower-case hex digits");
      }
    }
  }
}
