package caravel.nostr;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;

/// Bech32 (BIP-173) without its length limit, which NIP-19 and BOLT 11 lift.
///
/// Exception messages never repeat the text, which may be a secret.
public final class Bech32 {
  private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  private static final int[] GENERATOR = {
    0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3
  };
  private static final int CHECKSUM_CHARACTERS = 6;
  private static final int WORD_BITS = 5;

  private Bech32() {}

  /// A decoded text with a valid checksum: its prefix in lower case, and its data in 5-bit words.
  public static final class Words {
    private final String prefix;
    private final byte[] data;

    private Words(String prefix, byte[] data) {
      this.prefix = prefix;
      this.data = data;
    }

    public String prefix() {
      return prefix;
    }

    /// Number of words, without the checksum.
    public int size() {
      return data.length;
    }

    public int word(int index) {
      return data[index];
    }

    /// Returns the words from `start` (inclusive) to `end` (exclusive), one per byte.
    public byte[] words(int start, int end) {
      return Arrays.copyOfRange(data, start, end);
    }

    /// Returns the words from `start` (inclusive) to `end` (exclusive) as bytes. Drops incomplete
    /// bytes.
    public byte[] bytes(int start, int end) {
      return Bech32.bytes(words(start, end));
    }
  }

  private enum Padding {
    ADDED,
    ZERO,
    LEFT_OUT
  }

  public static String encode(String prefix, byte[] bytes) {
    return encodeWords(prefix, words(bytes));
  }

  /// Returns the 5-bit word of a lower-case character; -1 = it is none of bech32.
  public static int word(char character) {
    return ALPHABET.indexOf(character);
  }

  /// Converts bytes to 5-bit words, padding the last one with zeros.
  public static byte[] words(byte[] bytes) {
    return regroup(bytes, 8, WORD_BITS, Padding.ADDED);
  }

  /// Converts 5-bit words to bytes. Drops incomplete bytes.
  public static byte[] bytes(byte[] words) {
    return regroup(words, WORD_BITS, 8, Padding.LEFT_OUT);
  }

  /// @param words each 0 to 31
  public static String encodeWords(String prefix, byte[] words) {
    int checksum = polymod(prefix, Arrays.copyOf(words, words.length + CHECKSUM_CHARACTERS)) ^ 1;
    var out = new StringBuilder(prefix).append('1');
    for (byte value : words) {
      out.append(ALPHABET.charAt(value));
    }
    for (int i = 0; i < CHECKSUM_CHARACTERS; i++) {
      out.append(ALPHABET.charAt((checksum >> (WORD_BITS * (5 - i))) & 31));
    }
    return out.toString();
  }

  /// Decodes a lower-case text with this prefix.
  ///
  /// @throws IllegalArgumentException when the prefix or the checksum is wrong
  static byte[] decode(String prefix, String text) {
    int start = prefix.length() + 1;
    if (!text.startsWith(prefix + "1") || text.length() < start + CHECKSUM_CHARACTERS) {
      throw new IllegalArgumentException("not a valid " + prefix);
    }
    return regroup(payload(prefix, text, "not a valid " + prefix), WORD_BITS, 8, Padding.ZERO);
  }

  /// Decodes a text of any prefix, all in lower case or all in upper case. The caller must bound
  /// its length.
  ///
  /// @param what the expected kind of text, for the error message: `a Lightning invoice`
  /// @throws MalformedException when the text is not bech32 or its checksum is wrong
  public static Words decodeWords(String text, String what) {
    var lower = text.toLowerCase(Locale.ROOT);
    if (!text.equals(lower) && !text.equals(text.toUpperCase(Locale.ROOT))) {
      throw new MalformedException("not " + what + ": upper and lower case are mixed");
    }
    int separator = lower.lastIndexOf('1');
    if (separator < 1 || lower.length() - separator - 1 < CHECKSUM_CHARACTERS) {
      throw new MalformedException("not " + what);
    }
    var prefix = lower.substring(0, separator);
    if (!prefix.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new MalformedException("not " + what);
    }
    try {
      return new Words(prefix, payload(prefix, lower, "not " + what));
    } catch (IllegalArgumentException refused) {
      throw new MalformedException(refused.getMessage(), refused);
    }
  }

  private static byte[] payload(String prefix, String text, String refusal) {
    int start = prefix.length() + 1;
    var data = new byte[text.length() - start];
    for (int i = 0; i < data.length; i++) {
      int value = ALPHABET.indexOf(text.charAt(start + i));
      if (value < 0) {
        throw new IllegalArgumentException(refusal);
      }
      data[i] = (byte) value;
    }
    if (polymod(prefix, data) != 1) {
      throw new IllegalArgumentException(refusal + ": its checksum is wrong");
    }
    return Arrays.copyOf(data, data.length - CHECKSUM_CHARACTERS);
  }

  private static int polymod(String prefix, byte[] data) {
    int state = 1;
    for (int i = 0; i < prefix.length(); i++) {
      state = step(state) ^ (prefix.charAt(i) >> 5);
    }
    state = step(state);
    for (int i = 0; i < prefix.length(); i++) {
      state = step(state) ^ (prefix.charAt(i) & 31);
    }
    for (byte value : data) {
      state = step(state) ^ value;
    }
    return state;
  }

  private static int step(int state) {
    int top = state >>> 25;
    int next = (state & 0x1ffffff) << 5;
    for (int i = 0; i < GENERATOR.length; i++) {
      next ^= ((top >> i) & 1) == 0 ? 0 : GENERATOR[i];
    }
    return next;
  }

  private static byte[] regroup(byte[] values, int from, int to, Padding padding) {
    var out = new ByteArrayOutputStream(values.length * from / to + 1);
    int buffer = 0;
    int bits = 0;
    for (byte value : values) {
      buffer = ((buffer << from) | (value & 0xff)) & 0xfff;
      bits += from;
      while (bits >= to) {
        bits -= to;
        out.write((buffer >> bits) & ((1 << to) - 1));
      }
    }
    int rest = (buffer << (to - bits)) & ((1 << to) - 1);
    if (padding == Padding.ADDED && bits > 0) {
      out.write(rest);
    } else if (padding == Padding.ZERO && (bits >= from || rest != 0)) {
      throw new IllegalArgumentException("bech32 padding is not zero");
    }
    return out.toByteArray();
  }
}
