package caravel.engine.livekit;

import caravel.engine.config.RelayConfig;
import caravel.nostr.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;

/// Calls the API of LiveKit servers (Twirp over HTTP, the service `livekit.RoomService`). The
/// operator chose the servers, so their addresses may be private.
///
/// Each call waits at most ten seconds.
public final class LivekitClient implements AutoCloseable {
  private static final Duration WAIT_MAX = Duration.ofSeconds(10);

  /// Largest answer: some thousand participants.
  private static final int ANSWER_BYTES_MAX = 4 * 1024 * 1024;

  private static final int OK = 200;

  /// The room exists already.
  private static final int CONFLICT = 409;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(WAIT_MAX).build();
  private final InstantSource clock;

  public LivekitClient(InstantSource clock) {
    this.clock = clock;
  }

  /// Creates a room unless it exists.
  ///
  /// @param metadata comes back with each webhook about the room
  /// @throws IOException when LiveKit did not confirm it
  public void createRoom(RelayConfig.Livekit settings, String room, String metadata)
      throws IOException {
    var grant = Map.<String, Object>of("roomCreate", true, "roomList", true, "roomAdmin", true);
    var body = Json.mapper().createObjectNode().put("name", room).put("metadata", metadata);
    var answer = call(settings, "CreateRoom", grant, body.toString());
    if (answer.statusCode() != OK && answer.statusCode() != CONFLICT) {
      throw new IOException("CreateRoom failed with status " + answer.statusCode());
    }
  }

  /// Lists the identities of those who are in a room now.
  ///
  /// @throws IOException when LiveKit did not answer
  public List<String> participants(RelayConfig.Livekit settings, String room) throws IOException {
    var grant = Map.<String, Object>of("roomAdmin", true, "room", room);
    var body = Json.mapper().createObjectNode().put("room", room);
    var answer = call(settings, "ListParticipants", grant, body.toString());
    if (answer.statusCode() != OK) {
      throw new IOException("ListParticipants failed with status " + answer.statusCode());
    }
    try {
      var identities = new ArrayList<String>();
      for (var participant : Json.mapper().readTree(answer.body()).path("participants")) {
        identities.add(participant.path("identity").asString(""));
      }
      return identities;
    } catch (JacksonException malformed) {
      throw new IOException("ListParticipants answered with something other than JSON", malformed);
    }
  }

  private HttpResponse<byte[]> call(
      RelayConfig.Livekit settings, String method, Map<String, Object> grant, String body)
      throws IOException {
    var token = new LivekitTokens(settings).api(grant, clock.instant().getEpochSecond());
    HttpRequest request;
    try {
      request =
          HttpRequest.newBuilder(address(settings, method))
              .timeout(WAIT_MAX)
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(body))
              .build();
    } catch (IllegalArgumentException invalid) {
      throw new IOException("the address of the LiveKit server is not valid", invalid);
    }
    try {
      return http.send(
          request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    }
  }

  /// The API has the address of the WebSocket, with `http` instead of `ws`.
  private static URI address(RelayConfig.Livekit settings, String method) {
    var server = settings.serverUrl().replaceFirst("^ws", "http").replaceFirst("/+$", "");
    return URI.create(server + "/twirp/livekit.RoomService/" + method);
  }

  /// Ends all calls.
  @Override
  public void close() {
    http.shutdownNow();
  }
}
