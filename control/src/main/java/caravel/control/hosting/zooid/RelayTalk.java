package caravel.control.hosting.zooid;

import caravel.control.hosting.RelaySpec;
import caravel.nostr.ClientMessage;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.Nip42;
import caravel.nostr.RelayMessage;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/// Sends one query to a relay over WebSocket, authenticated with the relay's own key. Bounded in
/// time and length; ends after the stored events.
final class RelayTalk {
  /// Longest accepted message; a member takes 77 bytes of a list.
  static final int MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

  private static final int MESSAGES_MAX = 100;
  private static final String SUBSCRIPTION = "caravel";

  private final ZooidSettings settings;
  private final WebSocketClient client;
  private final InstantSource clock;
  private final Duration timeout;

  RelayTalk(ZooidSettings settings, WebSocketClient client, InstantSource clock, Duration timeout) {
    this.settings = settings;
    this.client = client;
    this.clock = clock;
    this.timeout = timeout;
  }

  sealed interface Heard {
    /// The stored events as received. Ids are valid; signatures may be stripped.
    record Events(List<Event> events) implements Heard {}

    record Nothing(String why) implements Heard {}
  }

  Heard ask(RelaySpec spec, Filter question) {
    var dial = Dial.to(spec.identity().host(), settings);
    var socket = new Socket();
    try {
      client.connect(socket, upgrade(dial)).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return converse(socket, dial.authUrl(), spec.identity().secret(), question);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Heard.Nothing("interrupted");
    } catch (ExecutionException | TimeoutException | IOException failed) {
      return new Heard.Nothing(
          Calls.reason(failed.getCause() == null ? failed : failed.getCause()));
    } finally {
      socket.close();
    }
  }

  private ClientUpgradeRequest upgrade(Dial dial) {
    var request = new ClientUpgradeRequest(dial.webSocket());
    request.setHeader("Host", dial.host());
    request.setTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    return request;
  }

  /// Sends the query after the answer to AUTH: zooid refuses about half of the queries sent before.
  private Heard converse(Socket socket, String url, SecretKey key, Filter question)
      throws InterruptedException {
    var events = new ArrayList<Event>();
    for (var i = 0; i < MESSAGES_MAX; i++) {
      var message = socket.next(timeout).orElse(null);
      switch (message) {
        case null -> {
          return new Heard.Nothing("the relay fell silent");
        }
        case RelayMessage.Auth(var challenge) -> {
          var now = clock.instant().getEpochSecond();
          socket.send(new ClientMessage.Authenticate(Nip42.answer(key, url, challenge, now)));
        }
        case RelayMessage.Ok(_, var accepted, var text) -> {
          if (!accepted) {
            return refused(text);
          }
          socket.send(new ClientMessage.Subscribe(SUBSCRIPTION, question));
        }
        case RelayMessage.EventFor(_, var event) -> {
          if (event.hasValidId()) {
            events.add(event);
          }
        }
        case RelayMessage.Eose _ -> {
          return new Heard.Events(List.copyOf(events));
        }
        case RelayMessage.Closed(_, var text) -> {
          return refused(text);
        }
        case RelayMessage.Notice _, RelayMessage.Other _ -> {}
      }
    }
    return new Heard.Nothing("the relay talks about other things");
  }

  private static Heard refused(String text) {
    return new Heard.Nothing(
        "the relay refuses its own key: " + ZooidVerdict.harmless(text, List.of()));
  }
}
