package caravel.backup;

import caravel.nostr.Hex;
import caravel.nostr.SecretKey;
import caravel.nostr.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/// A key of `ENCRYPTION_SECRET` as backups use it: HKDF-SHA256 derives a key for each object from
/// it and the object's random salt, so that no two objects share a key and a nonce.
final class BackupKey {
  /// Bytes of the id, which headers show. It tells keys apart and reveals nothing of them.
  static final int ID_BYTES = 8;

  private static final String ALGORITHM = "HKDF-SHA256";
  private static final int KEY_BYTES = 32;
  private static final byte[] SALT = utf8("caravel");
  private static final byte[] PURPOSE = utf8("backup v1");

  private final javax.crypto.SecretKey master;
  private final byte[] id;

  private BackupKey(javax.crypto.SecretKey master, byte[] id) {
    this.master = master;
    this.id = id;
  }

  static BackupKey of(SecretKey key) {
    try {
      var parameters =
          HKDFParameterSpec.ofExtract()
              .addIKM(Hex.decode(key.revealHex()))
              .addSalt(SALT)
              .thenExpand(PURPOSE, KEY_BYTES);
      var master = KDF.getInstance(ALGORITHM).deriveKey("Generic", parameters);
      return new BackupKey(master, Arrays.copyOf(Sha256.of(master.getEncoded()), ID_BYTES));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this JDK has no " + ALGORITHM, missing);
    }
  }

  boolean hasId(byte[] other) {
    return Arrays.equals(id, other);
  }

  byte[] id() {
    return id.clone();
  }

  /// The AES key of one object.
  javax.crypto.SecretKey ofObject(byte[] salt) {
    try {
      return KDF.getInstance(ALGORITHM)
          .deriveKey("AES", HKDFParameterSpec.expandOnly(master, salt, KEY_BYTES));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this JDK has no " + ALGORITHM, missing);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
