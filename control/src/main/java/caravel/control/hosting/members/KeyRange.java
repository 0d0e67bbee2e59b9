package caravel.control.hosting.members;

import caravel.nostr.Bech32;
import caravel.nostr.PublicKey;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A range of public keys in their order.
///
/// @param first included
/// @param last included
public record KeyRange(PublicKey first, PublicKey last) {
  private static final int HEX_DIGITS = 64;
  private static final int KEY_BITS = 256;
  private static final int WORD_BITS = 5;
  private static final String NPUB = "npub1";

  /// With its checksum.
  private static final int NPUB_CHARACTERS = 63;

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{1," + HEX_DIGITS + "}");

  public static final KeyRange ALL = ofHex("");

  /// The range of one key.
  public static KeyRange of(PublicKey key) {
    return new KeyRange(key, key);
  }

  /// Returns the range of the keys that begin with a text: hex digits, or `npub1…`. Empty = no key
  /// begins with it.
  static Optional<KeyRange> ofPrefix(String text) {
    var lower = text.toLowerCase(Locale.ROOT);
    if (isNpub(lower)) {
      return ofNpub(lower);
    }
    return HEX.matcher(lower).matches() ? Optional.of(ofHex(lower)) : Optional.empty();
  }

  /// Whether a text can only be the beginning of a key or a whole key, and not a name.
  static boolean isKey(String text) {
    return isNpub(text) || (text.length() == HEX_DIGITS && ofPrefix(text).isPresent());
  }

  public boolean contains(PublicKey key) {
    return first.compareTo(key) <= 0 && key.compareTo(last) <= 0;
  }

  private static boolean isNpub(String text) {
    return text.toLowerCase(Locale.ROOT).startsWith(NPUB);
  }

  private static KeyRange ofHex(String digits) {
    var open = HEX_DIGITS - digits.length();
    return new KeyRange(
        new PublicKey(digits + "0".repeat(open)), new PublicKey(digits + "f".repeat(open)));
  }

  /// A whole npub needs a valid checksum. Each other character is five bits of the key.
  private static Optional<KeyRange> ofNpub(String npub) {
    if (npub.length() >= NPUB_CHARACTERS) {
      try {
        return Optional.of(of(PublicKey.parse(npub)));
      } catch (IllegalArgumentException malformed) {
        return Optional.empty();
      }
    }
    var bits = new StringBuilder();
    for (var character : npub.substring(NPUB.length()).toCharArray()) {
      var word = Bech32.word(character);
      if (word < 0) {
        return Optional.empty();
      }
      bits.append(Integer.toBinaryString(word | (1 << WORD_BITS)), 1, WORD_BITS + 1);
    }
    bits.setLength(Math.min(bits.length(), KEY_BITS));
    return Optional.of(new KeyRange(key(bits, "0"), key(bits, "1")));
  }

  private static PublicKey key(CharSequence bits, String padding) {
    var whole = bits + padding.repeat(KEY_BITS - bits.length());
    return new PublicKey("%064x".formatted(new BigInteger(whole, 2)));
  }
}
