package caravel.nostr;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.SCrypt;

/// A secret key encrypted with a password, `ncryptsec1…` (NIP-49).
public final class Nip49 {
  /// Cost of [#encrypt]: 2^16 rounds, 64 MiB.
  static final int LOG_ROUNDS = 16;

  /// Largest cost accepted from untrusted input: 2^20 rounds, 1 GiB.
  static final int LOG_ROUNDS_MAX = 20;

  private static final String PREFIX = "ncryptsec";
  private static final byte VERSION = 2;
  private static final int SALT_BYTES = 16;
  private static final int NONCE_BYTES = 24;
  private static final int CIPHERTEXT_BYTES = 48;
  private static final int KEY_BYTES = 32;
  private static final int SCRYPT_BLOCK = 8;

  /// The associated byte for unknown key security.
  private static final byte CARE_UNKNOWN = 2;

  private static final SecureRandom RANDOM = new SecureRandom();

  private Nip49() {}

  /// @throws MalformedException when the text is not an encrypted key or the password is wrong; the
  ///   message repeats neither
  public static SecretKey decrypt(String ncryptsec, String password) {
    var bytes = decode(ncryptsec);
    var in = ByteBuffer.wrap(bytes);
    byte version = in.get();
    int logRounds = in.get();
    if (version != VERSION || logRounds < 1 || logRounds > LOG_ROUNDS_MAX) {
      throw new MalformedException("an encrypted key of a version or cost that is not supported");
    }
    var salt = take(in, SALT_BYTES);
    var nonce = take(in, NONCE_BYTES);
    var care = take(in, 1);
    var ciphertext = take(in, CIPHERTEXT_BYTES);
    try {
      var key = stretch(password, salt, logRounds);
      return new SecretKey(xchacha(Cipher.DECRYPT_MODE, key, nonce, care, ciphertext));
    } catch (GeneralSecurityException | IllegalArgumentException wrong) {
      throw new MalformedException("the password is wrong", wrong);
    }
  }

  public static String encrypt(SecretKey secret, String password) {
    return encrypt(secret, password, LOG_ROUNDS);
  }

  static String encrypt(SecretKey secret, String password, int logRounds) {
    var salt = new byte[SALT_BYTES];
    var nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(salt);
    RANDOM.nextBytes(nonce);
    byte[] care = {CARE_UNKNOWN};
    try {
      var key = stretch(password, salt, logRounds);
      var ciphertext = xchacha(Cipher.ENCRYPT_MODE, key, nonce, care, secret.bytes());
      var out = ByteBuffer.allocate(2 + SALT_BYTES + NONCE_BYTES + 1 + CIPHERTEXT_BYTES);
      out.put(VERSION).put((byte) logRounds).put(salt).put(nonce).put(care).put(ciphertext);
      return Bech32.encode(PREFIX, out.array());
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  static String normalize(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFKC);
  }

  private static byte[] decode(String ncryptsec) {
    try {
      var bytes = Bech32.decode(PREFIX, ncryptsec);
      if (bytes.length == 2 + SALT_BYTES + NONCE_BYTES + 1 + CIPHERTEXT_BYTES) {
        return bytes;
      }
    } catch (IllegalArgumentException refused) {
      throw new MalformedException(refused.getMessage(), refused);
    }
    throw new MalformedException("not a valid " + PREFIX + ": its length is wrong");
  }

  private static byte[] take(ByteBuffer in, int count) {
    var bytes = new byte[count];
    in.get(bytes);
    return bytes;
  }

  private static byte[] stretch(String password, byte[] salt, int logRounds) {
    var text = normalize(password).getBytes(StandardCharsets.UTF_8);
    return SCrypt.generate(text, salt, 1 << logRounds, SCRYPT_BLOCK, 1, KEY_BYTES);
  }

  /// XChaCha20-Poly1305: derives a key from the first 16 bytes of the nonce, then uses the JDK's
  /// cipher with the rest.
  private static byte[] xchacha(int mode, byte[] key, byte[] nonce, byte[] associated, byte[] text)
      throws GeneralSecurityException {
    var subkey = hchacha(key, Arrays.copyOf(nonce, 16));
    var shortNonce = new byte[12];
    System.arraycopy(nonce, 16, shortNonce, 4, 8);
    var cipher = Cipher.getInstance("ChaCha20-Poly1305");
    cipher.init(mode, new SecretKeySpec(subkey, "ChaCha20"), new IvParameterSpec(shortNonce));
    cipher.updateAAD(associated);
    return cipher.doFinal(text);
  }

  /// HChaCha20: ChaCha's rounds over constants, key and nonce. The first and last rows are the
  /// derived key.
  static byte[] hchacha(byte[] key, byte[] nonce) {
    var state = new int[16];
    var constants = "expand 32-byte k".getBytes(StandardCharsets.US_ASCII);
    var in = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    in.put(constants).put(key).put(nonce).flip();
    in.asIntBuffer().get(state);
    for (int round = 0; round < 10; round++) {
      for (int column = 0; column < 4; column++) {
        quarter(state, column, 4 + column, 8 + column, 12 + column);
      }
      for (int diagonal = 0; diagonal < 4; diagonal++) {
        quarter(
            state,
            diagonal,
            4 + (diagonal + 1) % 4,
            8 + (diagonal + 2) % 4,
            12 + (diagonal + 3) % 4);
      }
    }
    var out = ByteBuffer.allocate(KEY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.asIntBuffer().put(state, 0, 4).put(state, 12, 4);
    return out.array();
  }

  private static void quarter(int[] state, int a, int b, int c, int d) {
    state[a] += state[b];
    state[d] = Integer.rotateLeft(state[d] ^ state[a], 16);
    state[c] += state[d];
    state[b] = Integer.rotateLeft(state[b] ^ state[c], 12);
    state[a] += state[b];
    state[d] = Integer.rotateLeft(state[d] ^ state[a], 8);
    state[c] += state[d];
    state[b] = Integer.rotateLeft(state[b] ^ state[c], 7);
  }
}
