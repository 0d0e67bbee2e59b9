package caravel.control.tenant;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The addresses that people may be redirected to.
///
/// @param appUrl the web app's own base
/// @param allowOrigins origins that may call from a browser; empty for any
public record ReturnUrls(String appUrl, List<String> allowOrigins) {
  static final int CHARACTERS_MAX = 2_048;

  public ReturnUrls {
    allowOrigins = List.copyOf(allowOrigins);
  }

  /// Whether this is an `http(s)` address of the web app's or an allowed origin.
  public boolean allows(String url) {
    if (url.length() > CHARACTERS_MAX) {
      return false;
    }
    var origin = origin(url);
    if (origin.isEmpty()) {
      return false;
    }
    return allowOrigins.isEmpty()
        || Stream.concat(Stream.of(appUrl), allowOrigins.stream())
            .anyMatch(allowed -> origin(allowed).equals(origin));
  }

  private static Optional<String> origin(String url) {
    try {
      var uri = new URI(url);
      if (uri.getScheme() == null || uri.getHost() == null || uri.getUserInfo() != null) {
        return Optional.empty();
      }
      var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
      var defaultPort =
          switch (scheme) {
            case "http" -> 80;
            case "https" -> 443;
            default -> 0;
          };
      if (defaultPort == 0) {
        return Optional.empty();
      }
      var port = uri.getPort() == -1 ? defaultPort : uri.getPort();
      return Optional.of(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port);
    } catch (URISyntaxException malformed) {
      return Optional.empty();
    }
  }
}
