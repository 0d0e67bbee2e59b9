package caravel.nostr;

import java.io.ByteArrayOutputStream;

/// Bech32 forms of keys for people: `npub1…` and `nsec1…` (NIP-19).
public final class Nip19 {
  private static final int KEY_BYTES = 32;

  private Nip19() {}

  public static String npub(PublicKey key) {
    return Bech32.encode("npub", key.bytes());
  }

  /// Spells a secret out; only for the file or the person it belongs to.
  public static String nsec(SecretKey key) {
    return Bech32.encode("nsec", key.bytes());
  }

  static PublicKey decodeNpub(String npub) {
    return new PublicKey(Hex.encode(key("npub", npub)));
  }

  static SecretKey decodeNsec(String nsec) {
    return new SecretKey(key("nsec", nsec));
  }

  private static byte[] key(String prefix, String text) {
    var bytes = Bech32.decode(prefix, text);
    if (bytes.length != KEY_BYTES) {
      throw new IllegalArgumentException("not a valid " + prefix);
    }
    return bytes;
  }

  /// Bech32 as of BIP-173, without its length limit, which NIP-19 lifts.
  static final class Bech32 {
    private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int[] GENERATOR = {
      0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3
    };
    private static final int CHECKSUM_CHARACTERS = 6;

    private Bech32() {}

    static String encode(String prefix, byte[] bytes) {
      var data = regroup(bytes, 8, 5, true);
      var checked = new byte[data.length + CHECKSUM_CHARACTERS];
      System.arraycopy(data, 0, checked, 0, data.length);
      int checksum = polymod(prefix, checked) ^ 1;
      var out = new StringBuilder(prefix).append('1');
      for (byte value : data) {
        out.append(ALPHABET.charAt(value));
      }
      for (int i = 0; i < CHECKSUM_CHARACTERS; i++) {
        out.append(ALPHABET.charAt((checksum >> (5 * (5 - i))) & 31));
      }
      return out.toString();
    }

    /// The refusal never repeats the text, which may be a secret.
    static byte[] decode(String prefix, String text) {
      int start = prefix.length() + 1;
      if (!text.startsWith(prefix + "1") || text.length() < start + CHECKSUM_CHARACTERS) {
        throw new IllegalArgumentException("not a valid " + prefix);
      }
      var data = new byte[text.length() - start];
      for (int i = 0; i < data.length; i++) {
        int value = ALPHABET.indexOf(text.charAt(start + i));
        if (value < 0) {
          throw new IllegalArgumentException("not a valid " + prefix);
        }
        data[i] = (byte) value;
      }
      if (polymod(prefix, data) != 1) {
        throw new IllegalArgumentException("not a valid " + prefix + ": its checksum is wrong");
      }
      var payload = new byte[data.length - CHECKSUM_CHARACTERS];
      System.arraycopy(data, 0, payload, 0, payload.length);
      return regroup(payload, 5, 8, false);
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

    private static byte[] regroup(byte[] values, int from, int to, boolean pad) {
      var out = new ByteArrayOutputStream();
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
      if (pad && bits > 0) {
        out.write((buffer << (to - bits)) & ((1 << to) - 1));
      } else if (!pad && (bits >= from || ((buffer << (to - bits)) & ((1 << to) - 1)) != 0)) {
        throw new IllegalArgumentException("bech32 padding is not zero");
      }
      return out.toByteArray();
    }
  }
}
