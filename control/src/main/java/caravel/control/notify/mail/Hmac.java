package caravel.control.notify.mail;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HMAC-SHA256 (RFC 2104).
final class Hmac {
  private static final String NAME = "HmacSHA256";

  private Hmac() {}

  static byte[] of(byte[] key, byte[] message) {
    try {
      var mac = Mac.getInstance(NAME);
      mac.init(new SecretKeySpec(key, NAME));
      return mac.doFinal(message);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this JDK has no " + NAME, missing);
    }
  }
}
