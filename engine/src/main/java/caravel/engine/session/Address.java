package caravel.engine.session;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The address at which a client reached the relay. The client must name it in its AUTH (NIP-42).
///
/// @param url lower-case `ws://…` or `wss://…`, without a `/` at the end
public record Address(String url) {
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

  public Address {
    url = normal(url);
  }

  /// Returns the address that zooid expects for these headers.
  ///
  /// @param host the `Host` header, or the `X-Forwarded-Host` of a trusted proxy
  /// @param forwardedProto the `X-Forwarded-Proto` of a trusted proxy; null = none
  public static Address of(String host, @Nullable String forwardedProto) {
    var scheme =
        forwardedProto != null
            ? forwardedProto.toLowerCase(Locale.ROOT)
            : host.equals("localhost") || host.contains(":") || IPV4.matcher(host).matches()
                ? "http"
                : "https";
    return new Address(scheme + "://" + host);
  }

  /// The HTTP form of the address: `http://…` or `https://…`.
  public String http() {
    return "http" + url.substring("ws".length());
  }

  static String normal(String url) {
    var lower = url.toLowerCase(Locale.ROOT);
    if (lower.startsWith("http")) {
      lower = "ws" + lower.substring("http".length());
    }
    return lower.endsWith("/") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
