package caravel.control.payment.stripe;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs what Stripe tells, and checks such a signature, by the words of Stripe's documentation: it
/// shares no code with the SDK.
public final class StripeSigner {
  private static final String ALGORITHM = "HmacSHA256";

  private final String secret;

  public StripeSigner(String secret) {
    this.secret = secret;
  }

  /// The header `Stripe-Signature`.
  public String header(String payload, Instant at) {
    return "t=" + at.getEpochSecond() + ",v1=" + signature(payload, at.getEpochSecond());
  }

  /// Whether the header is of this secret and payload, and not older than five minutes.
  public boolean accepts(String payload, String header, Instant now) {
    var time = 0L;
    var isRight = false;
    for (var part : header.split(",", -1)) {
      if (part.startsWith("t=")) {
        time = Long.parseLong(part.substring("t=".length()));
      }
    }
    for (var part : header.split(",", -1)) {
      isRight |=
          part.startsWith("v1=") && equal(part.substring("v1=".length()), signature(payload, time));
    }
    return isRight && time >= now.minus(Duration.ofMinutes(5)).getEpochSecond();
  }

  private static boolean equal(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private String signature(String payload, long seconds) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      var signed = (seconds + "." + payload).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(mac.doFinal(signed));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
