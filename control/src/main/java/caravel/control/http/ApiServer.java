package caravel.control.http;

import caravel.control.auth.Authenticator;
import caravel.control.db.Db;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;

/// The listening API server, with the web app beside it.
public final class ApiServer implements AutoCloseable {
  /// What the server is made of.
  ///
  /// @param routes the whole table, but for `/healthz`, `/readyz`, `/identity` and `/session`
  /// @param ready what `/readyz` answers
  public record Parts(
      List<Route> routes,
      Authenticator authenticator,
      Db db,
      BooleanSupplier ready,
      InstantSource clock) {
    public Parts {
      routes = List.copyOf(routes);
    }
  }

  /// Listens when it returns.
  @SuppressWarnings("DoNotCallSuggester")
  public static ApiServer start(HttpSettings settings, Parts parts) {
    throw new UnsupportedOperationException(settings.toString() + parts.routes());
  }

  private ApiServer() {}

  /// The port that is listened on.
  @SuppressWarnings("DoNotCallSuggester")
  public int port() {
    throw new UnsupportedOperationException();
  }

  /// Takes no more requests, ends open streams, and waits for the rest a little while.
  @Override
  public void close() {}
}
