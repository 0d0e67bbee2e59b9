package caravel.engine.livekit;

import caravel.engine.config.RelayConfig;
import caravel.nostr.Json;
import caravel.nostr.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Signs and verifies LiveKit's access tokens: JSON Web Tokens (RFC 7519) with HS256, signed with
/// the API secret. See <https://docs.livekit.io/home/get-started/authentication/>.
public final class LivekitTokens {
  /// Lifetime of a token, as in zooid. LiveKit needs it only when a participant connects.
  static final long LIFETIME_SECONDS = 6 * 3_600;

  /// How far the clock of the LiveKit server may be from ours.
  private static final long LEEWAY_SECONDS = 60;

  private static final String ALGORITHM = "HmacSHA256";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final RelayConfig.Livekit settings;

  public LivekitTokens(RelayConfig.Livekit settings) {
    this.settings = settings;
  }

  /// A webhook that LiveKit did not sign.
  public static final class InvalidException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidException(String why) {
      super(why, null, false, false);
    }

    /// The reason in words, for the response.
    public String reason() {
      return String.valueOf(getMessage());
    }
  }

  /// Creates the token with which a participant joins one call.
  ///
  /// @param identity unique among the participants of the call
  /// @param room its name at the LiveKit server
  /// @param now unix seconds
  public String join(String identity, String room, long now) {
    var claims = claims(now).put("sub", identity).put("identity", identity);
    claims.putObject("video").put("roomJoin", true).put("room", room);
    return sign(claims);
  }

  /// Creates a token for a call of LiveKit's API.
  ///
  /// @param grant what it permits, a `VideoGrant`
  String api(Map<String, Object> grant, long now) {
    var claims = claims(now);
    claims.set("video", Json.mapper().valueToTree(grant));
    return sign(claims);
  }

  private ObjectNode claims(long now) {
    return Json.mapper()
        .createObjectNode()
        .put("iss", settings.apiKey())
        .put("nbf", now)
        .put("exp", now + LIFETIME_SECONDS);
  }

  private String sign(ObjectNode claims) {
    var signed = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + encode(claims.toString());
    return signed + "." + BASE64.encodeToString(mac(signed));
  }

  /// Checks that LiveKit signed this webhook: the token is signed with the secret, it is valid now,
  /// and it has the hash of the body. The checks and most messages are zooid's, in zooid's order.
  ///
  /// @param authorization the header, a bare token; empty = absent
  /// @param now unix seconds
  public void verifyWebhook(String authorization, byte[] body, long now) throws InvalidException {
    if (authorization.isEmpty()) {
      throw new InvalidException("authorization header could not be found");
    }
    var parts = authorization.split("\\.", -1);
    if (parts.length != 3) {
      throw new InvalidException("the authorization is not a JSON Web Token");
    }
    var header = decode(parts[0]);
    var claims = decode(parts[1]);
    if (!header.path("alg").asString("").equals("HS256")) {
      throw new InvalidException("the token is not signed with HS256");
    }
    if (!claims.path("iss").asString("").equals(settings.apiKey())) {
      throw new InvalidException("API secret could not be found");
    }
    if (!isSigned(parts)) {
      throw new InvalidException("the signature of the token is wrong");
    }
    if (claims.path("exp").asLong(0) + LEEWAY_SECONDS < now) {
      throw new InvalidException("the token is expired");
    }
    if (claims.path("nbf").asLong(0) - LEEWAY_SECONDS > now) {
      throw new InvalidException("the token is not valid yet");
    }
    var hash = Base64.getEncoder().encodeToString(Sha256.of(body));
    if (!claims.path("sha256").asString("").equals(hash)) {
      throw new InvalidException("could not verify authenticity of message");
    }
  }

  private boolean isSigned(String[] parts) throws InvalidException {
    try {
      var signature = Base64.getUrlDecoder().decode(parts[2]);
      return MessageDigest.isEqual(signature, mac(parts[0] + "." + parts[1]));
    } catch (IllegalArgumentException notBase64) {
      throw new InvalidException("the signature of the token is not base64");
    }
  }

  private static JsonNode decode(String part) throws InvalidException {
    try {
      return Json.mapper().readTree(Base64.getUrlDecoder().decode(part));
    } catch (IllegalArgumentException | JacksonException malformed) {
      throw new InvalidException("the authorization is not a JSON Web Token");
    }
  }

  private byte[] mac(String signed) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      var secret = settings.apiSecret().getBytes(StandardCharsets.UTF_8);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      return mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JVM has HmacSHA256", impossible);
    }
  }

  private static String encode(String json) {
    return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
