package caravel.control.http;

import caravel.control.auth.Authenticator.AuthResult;
import caravel.control.auth.Caller;
import caravel.control.problem.Problem;
import caravel.nostr.PublicKey;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An authorized request, read into memory.
public final class Request {
  /// Header with an operator's reason for a request, percent-encoded as UTF-8.
  public static final String REASON_HEADER = "Audit-Reason";

  public static final int REASON_CHARACTERS_MAX = 500;

  /// The received data, before authentication.
  ///
  /// @param path the parameters in the route's pattern
  /// @param query the first value of each parameter of the query string
  /// @param headers by lower-case name, without the token
  /// @param body empty if the route streams it
  /// @param upload null if the route does not stream the body
  @SuppressWarnings("ArrayRecordComponent") // Never compared or copied.
  public record Sent(
      Map<String, String> path,
      Map<String, String> query,
      Map<String, String> headers,
      byte[] body,
      @Nullable Upload upload) {
    /// With a body that is not streamed.
    public Sent(
        Map<String, String> path,
        Map<String, String> query,
        Map<String, String> headers,
        byte[] body) {
      this(path, query, headers, body, null);
    }

    public Sent {
      path = Map.copyOf(path);
      query = Map.copyOf(query);
      headers = Map.copyOf(headers);
    }
  }

  /// A body that is not read yet.
  ///
  /// @param length in bytes, as the client announced it; -1 = unknown
  public record Upload(InputStream bytes, long length) {}

  private final Sent sent;
  private final AuthResult.@Nullable Accepted signIn;

  public Request(Sent sent, AuthResult.@Nullable Accepted signIn) {
    this.sent = sent;
    this.signIn = signIn;
  }

  /// The caller; a public route has none. Contains an operator's [#REASON_HEADER]. A malformed one
  /// is refused for any caller.
  public Caller caller() {
    var caller = signIn().caller();
    var reason = header(REASON_HEADER).map(Request::reason);
    return caller.admin() ? reason.map(caller::because).orElse(caller) : caller;
  }

  private static String reason(String encoded) {
    try {
      // A plus sign stays a plus sign, as in encodeURIComponent.
      var text = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8).strip();
      var isPrintable = encoded.chars().allMatch(c -> c >= ' ' && c <= '~');
      if (isPrintable && text.length() <= REASON_CHARACTERS_MAX && text.indexOf('\0') < 0) {
        return text;
      }
    } catch (IllegalArgumentException malformed) {
      // Reported below, like a reason that is too long.
    }
    throw new Problem.Invalid(
            "invalid",
            null,
            "The reason in the header "
                + REASON_HEADER
                + " must be percent-encoded text of at most "
                + REASON_CHARACTERS_MAX
                + " characters.")
        .asException();
  }

  /// A path parameter, which the route's pattern guarantees.
  public String path(String name) {
    var value = sent.path().get(name);
    if (value == null) {
      throw new IllegalStateException("the route has no parameter " + name);
    }
    return value;
  }

  /// A path parameter that is a public key, as hex or `npub1…`.
  public PublicKey publicKey(String name) {
    try {
      var key = PublicKey.parse(path(name));
      if (key.isOnCurve()) {
        return key;
      }
    } catch (IllegalArgumentException malformed) {
      // Reported below, like a number that is not a valid kind of key.
    }
    throw Problem.invalid(name, "That’s not a public key.").asException();
  }

  /// The first value of a parameter of the query string.
  public Optional<String> query(String name) {
    return Optional.ofNullable(sent.query().get(name));
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(sent.headers().get(name.toLowerCase(Locale.ROOT)));
  }

  /// The body, unparsed.
  public byte[] bytes() {
    return sent.body();
  }

  /// The body of a route that streams it.
  public Upload upload() {
    var upload = sent.upload();
    if (upload == null) {
      throw new IllegalStateException("the route does not stream its body");
    }
    return upload;
  }

  /// The body as a JSON object; an absent body is an empty object.
  public InputFields body() {
    return InputFields.parse(sent.body());
  }

  AuthResult.Accepted signIn() {
    if (signIn == null) {
      throw new IllegalStateException("a public route has no caller");
    }
    return signIn;
  }
}
