package caravel.control.http;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The settings of the server of the API and the web app.
///
/// @param allowOrigins origins that may call from a browser; empty for any
/// @param trustProxy addresses or networks (`10.0.0.0/8`) whose `X-Forwarded-For` is trusted
public record HttpSettings(
    Listen listen, List<String> allowOrigins, List<String> trustProxy, Rates rates, Web web) {
  public HttpSettings {
    allowOrigins = List.copyOf(allowOrigins);
    trustProxy = List.copyOf(trustProxy);
  }

  /// @param port 0 = any free port
  public record Listen(String host, int port) {}

  /// Requests a second, each with a burst for ten seconds; 0 = no limit.
  public record Rates(int perKey, int perAddress) {
    public static final Rates UNLIMITED = new Rates(0, 0);
  }

  /// The web app's built files.
  ///
  /// @param folder null = not built
  /// @param connectSources additional sources of `connect-src`, besides this origin and `wss:`
  /// @param name the operator's name, shown on every page
  public record Web(@Nullable Path folder, List<String> connectSources, String name) {
    public static final Web NONE = new Web(null, List.of(), "Caravel");

    public Web {
      connectSources = List.copyOf(connectSources);
    }
  }
}
