package caravel.control.http;

import caravel.control.TestClock;
import caravel.control.auth.Authenticator;
import caravel.control.auth.Authenticator.AuthSettings;
import caravel.control.db.Db;
import caravel.control.db.TestDatabase;
import caravel.nostr.Json;
import caravel.nostr.Nip98;
import caravel.nostr.SecretKey;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A real server on a free port over a real database in a test folder, and a client for it.
public final class ApiUnderTest implements AutoCloseable {
  public static final String SERVER_URL = "https://api.caravel.test";
  public static final String APP_URL = "https://app.caravel.test";
  public static final HttpSettings OPEN =
      new HttpSettings(
          new HttpSettings.Listen("127.0.0.1", 0),
          List.of(),
          List.of(),
          HttpSettings.Rates.UNLIMITED,
          HttpSettings.Web.NONE);

  /// A response.
  public record Answer(int status, String text, Map<String, List<String>> headers) {
    public JsonNode json() {
      return Json.mapper().readTree(text);
    }

    public JsonNode data() {
      return json().path("data");
    }

    public String code() {
      return json().path("code").asString();
    }

    public @Nullable String header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .map(header -> String.join(", ", header.getValue()))
          .findFirst()
          .orElse(null);
    }
  }

  public final TestClock clock = new TestClock();
  public final SecretKey admin = SecretKey.generate();
  public final AtomicReference<Optional<String>> fault = new AtomicReference<>(Optional.empty());
  public final Readiness readiness =
      new Readiness(List.of(new Readiness.Check("database", fault::get)));
  public final MeterRegistry meters = new SimpleMeterRegistry();
  public final Db db;
  public final Authenticator authenticator;
  public final ApiServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  /// @param routes created from this database and clock
  public ApiUnderTest(Path folder, HttpSettings settings, Function<Db, List<Route>> routes) {
    this.db = TestDatabase.open(folder.resolve("caravel.db"), clock);
    this.authenticator =
        new Authenticator(
            new AuthSettings(SERVER_URL, APP_URL, Set.of(admin.publicKey())), db, clock);
    var monitoring = new ApiServer.Monitoring(readiness, meters);
    this.server = ApiServer.start(settings, routes.apply(db), authenticator, db, monitoring, clock);
  }

  public URI uri(String pathAndQuery) {
    return URI.create("http://127.0.0.1:" + server.port() + pathAndQuery);
  }

  /// A session of this key, signed now.
  public String session(SecretKey key) {
    return Nip98.session(key, SERVER_URL, clock.seconds());
  }

  public Answer get(String path, @Nullable String token) {
    return call("GET", path, token, null);
  }

  public Answer post(String path, @Nullable String token, @Nullable String body) {
    return call("POST", path, token, body);
  }

  public Answer call(
      String method,
      String path,
      @Nullable String token,
      @Nullable String body,
      String... headers) {
    var request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
    if (token != null) {
      request.header("Authorization", token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    request.method(
        method,
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    return send(request.build());
  }

  public Answer send(HttpRequest request) {
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body(), response.headers().map());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }

  public HttpClient client() {
    return client;
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.close();
    db.close();
  }
}
