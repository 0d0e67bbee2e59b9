package caravel.backup;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/// AES-256-GCM over the chunks of one object (the STREAM construction). The nonce of a chunk is its
/// number and whether it is the last, so chunks cannot be reordered, dropped or cut off.
final class ChunkCipher {
  /// Plain bytes of each chunk but the last.
  static final int CHUNK_BYTES = 1 << 16;

  static final int TAG_BYTES = 16;

  private static final int NONCE_BYTES = 12;
  private static final int NUMBER_AT = 3;

  private final SecretKey key;
  private final byte[] associated;
  private final Cipher cipher;
  private long number;

  /// @param key of this object alone
  /// @param associated authenticated with each chunk
  ChunkCipher(SecretKey key, byte[] associated) {
    this.key = key;
    this.associated = associated.clone();
    try {
      this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this JDK has no AES-GCM", missing);
    }
  }

  byte[] encrypt(byte[] plain, int length, boolean isLast) {
    try {
      return next(Cipher.ENCRYPT_MODE, plain, length, isLast);
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException("a chunk cannot be encrypted", failed);
    }
  }

  /// @throws GeneralSecurityException if this is not the next chunk of the object
  byte[] decrypt(byte[] sealed, int length, boolean isLast) throws GeneralSecurityException {
    return next(Cipher.DECRYPT_MODE, sealed, length, isLast);
  }

  private byte[] next(int mode, byte[] bytes, int length, boolean isLast)
      throws GeneralSecurityException {
    var nonce = ByteBuffer.allocate(NONCE_BYTES).putLong(NUMBER_AT, number);
    nonce.put(NONCE_BYTES - 1, (byte) (isLast ? 1 : 0));
    number++;
    cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce.array()));
    cipher.updateAAD(associated);
    return cipher.doFinal(bytes, 0, length);
  }
}
