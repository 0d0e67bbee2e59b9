package caravel.control.http;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where and how the API and the web app are served.
///
/// @param allowOrigins origins that may call from a browser; empty for any
/// @param trustProxy addresses or nets (`10.0.0.0/8`) whose `X-Forwarded-For` is believed
public record HttpSettings(
    Listen listen, List<String> allowOrigins, List<String> trustProxy, Rates rates, Web web) {
  public HttpSettings {
    allowOrigins = List.copyOf(allowOrigins);
    trustProxy = List.copyOf(trustProxy);
  }

  /// @param port 0 for any free one
  public record Listen(String host, int port) {}

  /// Requests a second, each with a burst of ten seconds' worth; 0 for no limit.
  public record Rates(int perKey, int perAddress) {
    public static final Rates UNLIMITED = new Rates(0, 0);
  }

  /// The web app's built files.
  ///
  /// @param folder null where it has not been built
  /// @param connectSources what `connect-src` names besides our own origin and `wss:`
  /// @param name the operator's, which every page says from the start
  public record Web(@Nullable Path folder, List<String> connectSources, String name) {
    public static final Web NONE = new Web(null, List.of(), "Caravel");

    public Web {
      connectSources = List.copyOf(connectSources);
    }
  }
}
