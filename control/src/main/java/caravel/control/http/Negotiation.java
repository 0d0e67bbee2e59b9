package caravel.control.http;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides whether a request is for the web app, one of its files, or the API, which share one
/// origin.
enum Negotiation {
  APP,
  FILE,
  API;

  private static final Set<String> ALWAYS_API = Set.of("/healthz", "/readyz", "/stripe/webhook");
  private static final Set<String> ALWAYS_APP = Set.of("/", "/login");
  private static final Set<String> FILES = Set.of("/favicon.svg", "/theme.js", "/robots.txt");

  /// The pages of invites are HTML without the web app.
  static final String INVITE_PAGES = "/join/";

  private static final String ASSETS = "/assets/";
  private static final int RANGES_MAX = 50;

  static Negotiation of(String method, String path, @Nullable String accept) {
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return API;
    }
    if (ALWAYS_API.contains(path) || path.startsWith(INVITE_PAGES)) {
      return API;
    }
    if (isAsset(path) || FILES.contains(path)) {
      return FILE;
    }
    return ALWAYS_APP.contains(path) || prefersHtml(accept) ? APP : API;
  }

  static boolean isAsset(String path) {
    return path.startsWith(ASSETS);
  }

  /// A browser's navigation prefers HTML; a program names JSON, everything, or nothing.
  private static boolean prefersHtml(@Nullable String accept) {
    return accept != null
        && quality(accept, "text", "html") > quality(accept, "application", "json");
  }

  /// The weight that the most specific range gives the type (RFC 9110, 12.5.1), in thousandths.
  private static int quality(String accept, String type, String subtype) {
    var best = 0;
    var bestRank = 0;
    for (var range : accept.split(",", RANGES_MAX)) {
      var parts = range.split(";", -1);
      var rank =
          switch (parts[0].trim().toLowerCase(java.util.Locale.ROOT)) {
            case String name when name.equals(type + "/" + subtype) -> 3;
            case String name when name.equals(type + "/*") -> 2;
            case "*/*" -> 1;
            default -> 0;
          };
      if (rank > bestRank) {
        bestRank = rank;
        best = weight(parts);
      }
    }
    return best;
  }

  private static int weight(String[] parts) {
    for (var i = 1; i < parts.length; i++) {
      var parameter = parts[i].trim();
      if (parameter.startsWith("q=")) {
        try {
          return (int)
              Math.round(1000 * Math.clamp(Double.parseDouble(parameter.substring(2)), 0, 1));
        } catch (NumberFormatException malformed) {
          return 0;
        }
      }
    }
    return 1000;
  }
}
