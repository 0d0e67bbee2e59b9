package caravel.nostr;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// HTTP sign-in by a signed event in the `Authorization` header (NIP-98).
public final class Nip98 {
  public static final String SCHEME = "Nostr";

  /// Longest accepted header, in characters.
  public static final int HEADER_CHARACTERS_MAX = 64 * 1024;

  private static final int NONCE_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Nip98() {}

  /// Creates the header's value for one request.
  ///
  /// @param url absolute, with the query
  /// @param body its SHA-256 becomes a `payload` tag; null = no such tag
  /// @param now unix seconds
  public static String token(
      SecretKey key, String url, String method, byte @Nullable [] body, long now) {
    var nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    var tags = new ArrayList<List<String>>();
    tags.add(List.of("u", url));
    tags.add(List.of("method", method));
    if (body != null) {
      tags.add(List.of("payload", Hex.encode(Sha256.of(body))));
    }
    tags.add(List.of("nonce", Hex.encode(nonce)));
    return header(Event.sign(key, now, Kinds.HTTP_AUTH, tags, ""));
  }

  /// Creates the header's value for many requests to one server, valid as long as the server
  /// allows.
  ///
  /// @param now unix seconds
  public static String session(SecretKey key, String serverUrl, long now) {
    return header(Event.sign(key, now, Kinds.HTTP_AUTH, List.of(List.of("u", serverUrl)), ""));
  }

  /// Creates the header's value from an event that was signed elsewhere.
  public static String header(Event event) {
    return SCHEME
        + " "
        + Base64.getEncoder()
            .encodeToString(EventJson.write(event).getBytes(StandardCharsets.UTF_8));
  }

  /// Reads a header without verifying anything.
  ///
  /// @throws MalformedException with one of zooid's texts: `invalid authorization header format`,
  ///   `invalid base64 encoding: …`, `invalid event json: …`
  public static Nip98Token parse(String header, EventJson.UnknownKeys unknownKeys) {
    var parts = header.split(" ", 2);
    if (parts.length != 2
        || parts[1].isEmpty()
        || !parts[0].equalsIgnoreCase(SCHEME)
        || header.length() > HEADER_CHARACTERS_MAX) {
      throw new MalformedException("invalid authorization header format");
    }
    String json;
    try {
      json = decode(parts[1]);
    } catch (IllegalArgumentException refused) {
      throw new MalformedException("invalid base64 encoding: " + refused.getMessage(), refused);
    }
    try {
      return Nip98Token.read(json, unknownKeys);
    } catch (MalformedException malformed) {
      throw new MalformedException("invalid event json: " + malformed.getMessage(), malformed);
    }
  }

  /// Reads padded standard base64 as text.
  ///
  /// @throws IllegalArgumentException when it is not
  public static String decode(String base64) {
    var decoded = Base64.getDecoder().decode(base64);
    if (base64.length() % 4 != 0) {
      throw new IllegalArgumentException("the padding is missing");
    }
    return new String(decoded, StandardCharsets.UTF_8);
  }
}
