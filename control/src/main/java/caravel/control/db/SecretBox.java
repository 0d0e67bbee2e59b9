package caravel.control.db;

import caravel.nostr.Hex;
import caravel.nostr.MalformedException;
import caravel.nostr.Nip44;
import caravel.nostr.SecretKey;
import caravel.nostr.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/// Encrypts secrets at rest with AES-256-GCM. The first key encrypts and all keys decrypt, which
/// allows key rotation.
///
/// The place of a secret is authenticated with it, so write access to the database cannot move a
/// secret to another row. The text is `v2.<key id>.<nonce and ciphertext, base64url>`.
///
/// Versions before 0.2 wrote NIP-44 payloads without a place; only [#openUnbound] reads those, for
/// the command that replaces them.
public final class SecretBox {
  private static final String VERSION = "v2";
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final byte[] SALT = utf8("caravel secret box v2");
  private static final byte[] PURPOSE = utf8("aes-256-gcm");
  private static final int KEY_BYTES = 32;
  private static final int KEY_ID_HEX_DIGITS = 8;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecureRandom random = new SecureRandom();
  private final List<Key> keys;
  private final List<Nip44.ConversationKey> unboundKeys;

  private record Key(String id, javax.crypto.SecretKey aes) {}

  /// The state of a stored secret.
  public enum State {
    /// Encrypted for this place with the first key.
    CURRENT,

    /// Readable, but encrypted with a later key of the list: `caravel reseal` replaces it.
    OLD_KEY,

    /// Written by a version before 0.2: `caravel reseal` replaces it.
    UNBOUND,

    /// No key decrypts it in this place.
    UNREADABLE
  }

  /// @param keys at least one; the first encrypts
  public SecretBox(List<SecretKey> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("a secret box needs a key");
    }
    this.keys = keys.stream().map(SecretBox::derive).toList();
    this.unboundKeys =
        keys.stream().map(key -> Nip44.conversationKey(key, key.publicKey())).toList();
  }

  /// @param place where the text will be stored
  public String seal(String secret, SecretPlace place) {
    var key = keys.getFirst();
    var nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      var cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, place);
      var sealed = cipher.doFinal(utf8(secret));
      var bytes = ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
      return VERSION + "." + key.id() + "." + Base64.getUrlEncoder().encodeToString(bytes);
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException("a secret cannot be encrypted", failed);
    }
  }

  /// @throws IllegalStateException if no key decrypts it in this place
  public String open(String sealed, SecretPlace place) {
    return find(sealed, place)
        .orElseThrow(() -> new IllegalStateException("no key opens the secret in " + place));
  }

  /// The state of `sealed` in this place.
  public State state(String sealed, SecretPlace place) {
    if (find(sealed, place).isPresent()) {
      return keyId(sealed).equals(keys.getFirst().id()) ? State.CURRENT : State.OLD_KEY;
    }
    return openUnbound(sealed).isPresent() ? State.UNBOUND : State.UNREADABLE;
  }

  /// Reads a text of a version before 0.2, which has no place.
  public Optional<String> openUnbound(String sealed) {
    for (var key : unboundKeys) {
      try {
        return Optional.of(Nip44.decrypt(key, sealed));
      } catch (MalformedException otherKey) {
        // The next key may decrypt it.
      }
    }
    return Optional.empty();
  }

  private Optional<String> find(String sealed, SecretPlace place) {
    var id = keyId(sealed);
    return keys.stream()
        .filter(key -> key.id().equals(id))
        .findFirst()
        .flatMap(key -> decrypt(key, sealed.substring(sealed.lastIndexOf('.') + 1), place));
  }

  private static Optional<String> decrypt(Key key, String text, SecretPlace place) {
    try {
      var bytes = Base64.getUrlDecoder().decode(text);
      if (bytes.length <= NONCE_BYTES) {
        return Optional.empty();
      }
      var nonce = Arrays.copyOf(bytes, NONCE_BYTES);
      var cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, place);
      var secret = cipher.doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
      return Optional.of(new String(secret, StandardCharsets.UTF_8));
    } catch (GeneralSecurityException | IllegalArgumentException refused) {
      return Optional.empty();
    }
  }

  /// The id of the key in a text of this version, otherwise `""`.
  private static String keyId(String sealed) {
    var parts = sealed.split("\\.", -1);
    return parts.length == 3 && parts[0].equals(VERSION) ? parts[1] : "";
  }

  private static Cipher cipher(int mode, Key key, byte[] nonce, SecretPlace place)
      throws GeneralSecurityException {
    var cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key.aes(), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(utf8(place.toString()));
    return cipher;
  }

  private static Key derive(SecretKey key) {
    try {
      var parameters =
          HKDFParameterSpec.ofExtract()
              .addIKM(Hex.decode(key.revealHex()))
              .addSalt(SALT)
              .thenExpand(PURPOSE, KEY_BYTES);
      var aes = KDF.getInstance("HKDF-SHA256").deriveKey("AES", parameters);
      var id = Hex.encode(Sha256.of(aes.getEncoded())).substring(0, KEY_ID_HEX_DIGITS);
      return new Key(id, aes);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this JDK has no HKDF-SHA256", missing);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
