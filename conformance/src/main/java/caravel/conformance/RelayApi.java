package caravel.conformance;

import caravel.nostr.Nip98;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// Makes, changes and removes relays over a zooid's management API, and waits until it shows.
final class RelayApi {
  private static final int LOOKS_MAX = 500;
  private static final long LOOK_NANOS = 10_000_000;

  private final Transcripts.Server server;
  private final InstantSource clock;

  RelayApi(Transcripts.Server server, InstantSource clock) {
    this.server = server;
    this.clock = clock;
  }

  int port() {
    return server.port();
  }

  /// Unix seconds.
  long now() {
    return clock.instant().getEpochSecond();
  }

  /// @return the status
  int call(String method, String id, String body) {
    var path = "/relay/" + id;
    var token =
        Nip98.token(
            server.apiKey(),
            "http://" + server.apiHost() + path,
            method,
            body.getBytes(StandardCharsets.UTF_8),
            now());
    var question =
        new PlainHttp.Question(
            method, path, server.apiHost(), Map.of("Authorization", token), body);
    return PlainHttp.ask(server.port(), question).status();
  }

  /// Waits until the relay's host answers with this status.
  void awaitStatus(String host, int status) {
    var question =
        new PlainHttp.Question("GET", "/", host, Map.of("Accept", "application/nostr+json"), "");
    for (int look = 0; look < LOOKS_MAX; look++) {
      if (PlainHttp.ask(server.port(), question).status() == status) {
        return;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    throw new IllegalStateException(host + " does not answer " + status);
  }
}
