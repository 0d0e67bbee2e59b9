package caravel.nostr;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The old encryption between two keys (NIP-04): AES-256-CBC without authentication. Only for
/// wallets that support nothing newer, inside events with a verified signature.
public final class Nip04 {
  /// Longest payload that is decrypted, in characters.
  public static final int PAYLOAD_CHARACTERS_MAX = 256 * 1024;

  /// Longest text that is encrypted, in bytes of UTF-8.
  public static final int TEXT_BYTES_MAX = 128 * 1024;

  private static final String SEPARATOR = "?iv=";
  private static final int BLOCK_BYTES = 16;
  private static final String CIPHER = "AES/CBC/PKCS5Padding";

  private Nip04() {}

  /// @param random source of the initialization vector; a secure one
  /// @throws IllegalArgumentException when the text is too long or contains a lone surrogate
  /// @throws MalformedException when the public key is not a point on the curve
  public static String encrypt(
      SecretKey mine, PublicKey theirs, String plaintext, RandomGenerator random) {
    if (!Json.isWellFormed(plaintext)) {
      throw new IllegalArgumentException("half of a surrogate pair is not text");
    }
    var vector = new byte[BLOCK_BYTES];
    random.nextBytes(vector);
    var base64 = Base64.getEncoder();
    var text = plaintext.getBytes(StandardCharsets.UTF_8);
    if (text.length > TEXT_BYTES_MAX) {
      throw new IllegalArgumentException("a text of at most 131072 bytes can be encrypted");
    }
    try {
      var ciphertext = cipher(Cipher.ENCRYPT_MODE, mine, theirs, vector).doFinal(text);
      return base64.encodeToString(ciphertext) + SEPARATOR + base64.encodeToString(vector);
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// @throws MalformedException when the payload is invalid or for another key; the message does
  ///   not say which
  public static String decrypt(SecretKey mine, PublicKey theirs, String payload) {
    int separator = payload.indexOf(SEPARATOR);
    if (separator < 0 || payload.length() > PAYLOAD_CHARACTERS_MAX) {
      throw new MalformedException("not a payload of NIP-04");
    }
    try {
      var base64 = Base64.getDecoder();
      var vector = base64.decode(payload.substring(separator + SEPARATOR.length()));
      var ciphertext = base64.decode(payload.substring(0, separator));
      // The JDK decrypts an absent ciphertext to an empty text, so it is refused here.
      if (vector.length != BLOCK_BYTES || ciphertext.length == 0) {
        throw new MalformedException("not a payload of NIP-04");
      }
      var text = cipher(Cipher.DECRYPT_MODE, mine, theirs, vector).doFinal(ciphertext);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (IllegalArgumentException | GeneralSecurityException | CharacterCodingException wrong) {
      throw new MalformedException("the payload cannot be decrypted", wrong);
    }
  }

  private static Cipher cipher(int mode, SecretKey mine, PublicKey theirs, byte[] vector)
      throws GeneralSecurityException {
    if (!theirs.isOnCurve()) {
      throw new MalformedException("the public key is not on the curve");
    }
    var key = Secp.sharedX(mine.bytes(), theirs.bytes());
    var cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(vector));
    return cipher;
  }
}
