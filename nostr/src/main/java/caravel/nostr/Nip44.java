package caravel.nostr;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encryption between two keys, version 2 (NIP-44).
public final class Nip44 {
  /// Longest text, in bytes of UTF-8; the shortest is 1.
  public static final int PLAINTEXT_BYTES_MAX = 65_535;

  private static final byte VERSION = 2;
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 32;
  private static final int CHACHA_NONCE_BYTES = 12;
  private static final int MAC_BYTES = 32;
  private static final int LENGTH_BYTES = 2;
  private static final int PADDED_BYTES_MIN = 32;
  private static final int PAYLOAD_CHARACTERS_MIN = 132;
  private static final int PAYLOAD_CHARACTERS_MAX = 87_472;
  private static final byte[] SALT = "nip44-v2".getBytes(StandardCharsets.US_ASCII);
  private static final SecureRandom RANDOM = new SecureRandom();

  private Nip44() {}

  /// The permanent shared secret of two keys. Never prints itself.
  public static final class ConversationKey {
    private final byte[] bytes;

    ConversationKey(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    byte[] bytes() {
      return bytes.clone();
    }

    @Override
    public String toString() {
      return "ConversationKey";
    }
  }

  record MessageKeys(SecretKeySpec cipher, ChaCha20ParameterSpec nonce, SecretKeySpec mac) {}

  /// Derives the shared secret. Both parties get the same one.
  ///
  /// @throws MalformedException when the public key is not a point on the curve
  public static ConversationKey conversationKey(SecretKey mine, PublicKey theirs) {
    if (!theirs.isOnCurve()) {
      throw new MalformedException("the public key is not on the curve");
    }
    return new ConversationKey(hmac(SALT, Secp.sharedX(mine.bytes(), theirs.bytes())));
  }

  /// @throws IllegalArgumentException when the text is empty, longer than [#PLAINTEXT_BYTES_MAX],
  ///   or contains a lone surrogate
  public static String encrypt(ConversationKey key, String plaintext) {
    return encrypt(key, plaintext, RANDOM);
  }

  /// @param random source of the nonce; a secure one
  /// @throws IllegalArgumentException as [#encrypt(ConversationKey, String)]
  public static String encrypt(ConversationKey key, String plaintext, RandomGenerator random) {
    var nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    return encrypt(key, plaintext, nonce);
  }

  static String encrypt(ConversationKey key, String plaintext, byte[] nonce) {
    var keys = messageKeys(key, nonce);
    var ciphertext = chacha(keys, pad(plaintext));
    var mac = mac(keys, nonce, ciphertext);
    var payload = ByteBuffer.allocate(1 + nonce.length + ciphertext.length + mac.length);
    payload.put(VERSION).put(nonce).put(ciphertext).put(mac);
    return Base64.getEncoder().encodeToString(payload.array());
  }

  /// @throws MalformedException when the payload has another version, was changed, or is for
  ///   another key
  public static String decrypt(ConversationKey key, String payload) {
    var bytes = decode(payload);
    int macFrom = bytes.length - MAC_BYTES;
    var nonce = Arrays.copyOfRange(bytes, 1, 1 + NONCE_BYTES);
    var ciphertext = Arrays.copyOfRange(bytes, 1 + NONCE_BYTES, macFrom);
    var keys = messageKeys(key, nonce);
    if (!MessageDigest.isEqual(
        mac(keys, nonce, ciphertext), Arrays.copyOfRange(bytes, macFrom, bytes.length))) {
      throw new MalformedException("invalid MAC");
    }
    return unpad(chacha(keys, ciphertext));
  }

  static MessageKeys messageKeys(ConversationKey key, byte[] nonce) {
    int length = KEY_BYTES + CHACHA_NONCE_BYTES + KEY_BYTES;
    var expanded = new byte[0];
    var block = new byte[0];
    for (byte counter = 1; expanded.length < length; counter++) {
      block = hmac(key.bytes, block, nonce, new byte[] {counter});
      expanded = concat(expanded, block);
    }
    int macFrom = KEY_BYTES + CHACHA_NONCE_BYTES;
    return new MessageKeys(
        new SecretKeySpec(expanded, 0, KEY_BYTES, "ChaCha20"),
        new ChaCha20ParameterSpec(Arrays.copyOfRange(expanded, KEY_BYTES, macFrom), 0),
        new SecretKeySpec(expanded, macFrom, KEY_BYTES, "HmacSHA256"));
  }

  /// Length of the padded text, which hides the length of the original.
  static int paddedLength(int length) {
    if (length <= PADDED_BYTES_MIN) {
      return PADDED_BYTES_MIN;
    }
    int nextPower = Integer.highestOneBit(length - 1) << 1;
    int chunk = nextPower <= 256 ? PADDED_BYTES_MIN : nextPower / 8;
    return chunk * ((length - 1) / chunk + 1);
  }

  private static byte[] pad(String plaintext) {
    if (!Json.isWellFormed(plaintext)) {
      throw new IllegalArgumentException("half of a surrogate pair is not text");
    }
    var text = plaintext.getBytes(StandardCharsets.UTF_8);
    if (text.length == 0 || text.length > PLAINTEXT_BYTES_MAX) {
      throw new IllegalArgumentException("a text of 1 to 65535 bytes can be encrypted");
    }
    return ByteBuffer.allocate(LENGTH_BYTES + paddedLength(text.length))
        .putShort((short) text.length)
        .put(text)
        .array();
  }

  private static String unpad(byte[] padded) {
    int length = Short.toUnsignedInt(ByteBuffer.wrap(padded).getShort());
    if (length == 0 || padded.length != LENGTH_BYTES + paddedLength(length)) {
      throw new MalformedException("invalid padding");
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(padded, LENGTH_BYTES, length))
          .toString();
    } catch (CharacterCodingException malformed) {
      throw new MalformedException("the text is not UTF-8", malformed);
    }
  }

  private static byte[] decode(String payload) {
    if (payload.startsWith("#")) {
      throw new MalformedException("unknown encryption version");
    }
    if (payload.length() < PAYLOAD_CHARACTERS_MIN || payload.length() > PAYLOAD_CHARACTERS_MAX) {
      throw new MalformedException("invalid payload length: " + payload.length());
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(payload);
    } catch (IllegalArgumentException refused) {
      throw new MalformedException("invalid base64", refused);
    }
    if (bytes[0] != VERSION) {
      throw new MalformedException("unknown encryption version " + bytes[0]);
    }
    if (bytes.length < 1 + NONCE_BYTES + LENGTH_BYTES + PADDED_BYTES_MIN + MAC_BYTES) {
      throw new MalformedException("invalid payload length: " + payload.length());
    }
    return bytes;
  }

  private static byte[] mac(MessageKeys keys, byte[] nonce, byte[] ciphertext) {
    return hmac(keys.mac().getEncoded(), nonce, ciphertext);
  }

  private static byte[] chacha(MessageKeys keys, byte[] bytes) {
    try {
      var cipher = Cipher.getInstance("ChaCha20");
      cipher.init(Cipher.ENCRYPT_MODE, keys.cipher(), keys.nonce());
      return cipher.doFinal(bytes);
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static byte[] hmac(byte[] key, byte[]... parts) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      for (var part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static byte[] concat(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
