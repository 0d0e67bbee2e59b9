package caravel.app.survival;

import caravel.nostr.Json;
import caravel.nostr.Nip98;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/// Calls the API as a tenant's program does.
final class SurvivalApi implements AutoCloseable {
  private final String base;
  private final String session;
  private final HttpClient client = HttpClient.newHttpClient();

  record Answer(int status, JsonNode body) {
    JsonNode data() {
      return body.path("data");
    }
  }

  SurvivalApi(int port, SecretKey key) {
    base = "http://localhost:" + port;
    session = Nip98.session(key, base, Instant.now().getEpochSecond());
  }

  Answer call(String method, String path, String body) throws IOException, InterruptedException {
    var content = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    return send(request(path).header("Content-Type", "application/json").method(method, content));
  }

  /// Posts a file.
  Answer upload(String path, Path file) throws IOException, InterruptedException {
    return send(request(path).POST(BodyPublishers.ofFile(file)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(Duration.ofSeconds(20))
        .header("Authorization", session)
        .header("Accept", "application/json");
  }

  private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    var answer = client.send(request.build(), BodyHandlers.ofString());
    return new Answer(answer.statusCode(), Json.tree(answer.body()));
  }

  Answer get(String path) throws IOException, InterruptedException {
    return call("GET", path, "");
  }

  Answer createRelay(String subdomain) throws IOException, InterruptedException {
    return call(
        "POST",
        "/relays",
        """
        {"subdomain": "%s", "plan_id": "free", "policy_public_write": 1, "policy_public_read": 1}
        """
            .formatted(subdomain));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
