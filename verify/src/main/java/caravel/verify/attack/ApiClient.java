package caravel.verify.attack;

import caravel.nostr.Json;
import caravel.nostr.Nip98;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import tools.jackson.databind.JsonNode;

/// Calls the API as one key, with a session token (api.md, "Authentication").
final class ApiClient implements AutoCloseable {
  private static final Duration ANSWER_MAX = Duration.ofSeconds(30);
  private static final Duration BECOMES_REAL_MAX = Duration.ofSeconds(60);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final URI server;
  private final SecretKey key;
  private final InstantSource clock;
  private final HttpClient http;

  /// @param from the local address of the requests, on the loopback interface
  ApiClient(URI server, SecretKey key, InstantSource clock, InetAddress from) {
    this.server = server;
    this.key = key;
    this.clock = clock;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .localAddress(from)
            .connectTimeout(ANSWER_MAX)
            .build();
  }

  /// A status and the data of the response.
  record Answer(int status, JsonNode data) {}

  Answer call(String method, String path, String body) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(server.resolve(path))
            .timeout(ANSWER_MAX)
            .header("Authorization", token())
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    var answer = http.send(request, BodyHandlers.ofString());
    return new Answer(answer.statusCode(), Json.mapper().readTree(answer.body()).path("data"));
  }

  /// The value of the `Authorization` header.
  String token() {
    return Nip98.session(key, server.toString(), clock.instant().getEpochSecond());
  }

  /// Creates a relay and waits until it answers.
  ///
  /// @param fields of CreateRelay besides `subdomain` and `plan_id`, each followed by a comma
  /// @return its id
  String createRelay(String subdomain, String fields) throws IOException, InterruptedException {
    var body = "{" + fields + "\"subdomain\":\"" + subdomain + "\",\"plan_id\":\"free\"}";
    var created = call("POST", "/relays", body);
    if (created.status() != 201) {
      throw new IOException("the relay " + subdomain + " was refused: " + created);
    }
    var id = created.data().path("id").asString();
    var deadline = clock.instant().plus(BECOMES_REAL_MAX);
    while (!call("GET", "/relays/" + id, "")
        .data()
        .path("provisioning")
        .asString()
        .equals("active")) {
      if (clock.instant().isAfter(deadline)) {
        throw new IOException("the relay " + subdomain + " did not become active");
      }
      Thread.sleep(LOOK_EVERY);
    }
    return id;
  }

  @Override
  public void close() {
    http.close();
  }
}
