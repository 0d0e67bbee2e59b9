package caravel.control.payment.nwc;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Filter;
import caravel.nostr.Json;
import caravel.nostr.RelayMessage;
import io.javalin.Javalin;
import io.javalin.websocket.WsContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// A relay of paper over real sockets: it passes events on as a relay does, and what else it does
/// is said beforehand.
final class PaperRelay implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PaperRelay.class);

  /// Everything that was published here, in order.
  final List<Event> published = new CopyOnWriteArrayList<>();

  /// The events that it stores and returns.
  final List<Event> stored = new CopyOnWriteArrayList<>();

  /// Who signed in.
  final List<Event> signIns = new CopyOnWriteArrayList<>();

  /// Runs after a request was accepted.
  volatile BiConsumer<WsContext, Event> onRequest = (_, _) -> {};

  /// With what words requests are not taken; null = they are.
  volatile @Nullable String refusal;

  /// The challenge for every client; null = none.
  volatile @Nullable String challenge;

  private final Map<String, Map<String, List<Filter>>> subscriptions = new ConcurrentHashMap<>();
  private final Map<String, WsContext> clients = new ConcurrentHashMap<>();
  private final Javalin server =
      Javalin.create(
              config -> {
                config.startup.showJavalinBanner = false;
                config.routes.ws(
                    "/",
                    socket -> {
                      socket.onConnect(context -> {
                        clients.put(context.sessionId(), context);
                        var asked = challenge;
                        if (asked != null) {
                          send(context, new RelayMessage.Auth(asked));
                        }
                      });
                      socket.onClose(context -> drop(context.sessionId()));
                      socket.onMessage(context -> hear(context, context.message()));
                    });
              })
          .start("127.0.0.1", 0);

  String url() {
    return "ws://localhost:" + server.port();
  }

  int clients() {
    return clients.size();
  }

  /// Ends every conversation.
  void hangUp() {
    clients.values().forEach(client -> client.closeSession(1001, "bye"));
  }

  /// Gives an event to whoever listens for it.
  void deliver(Event event) {
    subscriptions.forEach((client, names) ->
        names.forEach((name, filters) -> {
          var context = clients.get(client);
          if (context != null && filters.stream().anyMatch(one -> one.matches(event))) {
            send(context, new RelayMessage.EventFor(name, event));
          }
        }));
  }

  /// Likewise, and to whoever asks for it later.
  void keep(Event event) {
    stored.add(event);
    deliver(event);
  }

  /// Nobody listens any longer.
  void die() {
    server.stop();
  }

  /// Sends to a client that is still connected. One thread at a time, because a session accepts no
  /// second message while it sends one.
  static void send(WsContext context, RelayMessage message) {
    if (!context.session.isOpen()) {
      return;
    }
    try {
      synchronized (context.session) {
        context.send(message.write());
      }
    } catch (Exception gone) {
      LOG.debug("a client is gone", gone);
    }
  }

  private void drop(String client) {
    clients.remove(client);
    subscriptions.remove(client);
  }

  private synchronized void hear(WsContext context, String text) {
    var message = Json.tree(text);
    switch (message.get(0).stringValue()) {
      case "REQ" -> subscribe(context, message);
      case "CLOSE" ->
          subscriptions
              .getOrDefault(context.sessionId(), new HashMap<>())
              .remove(message.get(1).stringValue());
      case "EVENT" -> publish(context, EventJson.parse(message.get(1).toString()));
      case "AUTH" -> {
        var event = EventJson.parse(message.get(1).toString());
        signIns.add(event);
        send(context, new RelayMessage.Ok(event.id(), true, ""));
      }
      default -> throw new IllegalStateException(text);
    }
  }

  private void subscribe(WsContext context, JsonNode message) {
    var name = message.get(1).stringValue();
    if (challenge != null && signIns.isEmpty()) {
      send(context, new RelayMessage.Closed(name, "auth-required: who are you?"));
      return;
    }
    var filters = new ArrayList<Filter>();
    for (int i = 2; i < message.size(); i++) {
      filters.add(Filter.parse(message.get(i)));
    }
    subscriptions
        .computeIfAbsent(context.sessionId(), _ -> new ConcurrentHashMap<>())
        .put(name, filters);
    for (var event : stored) {
      if (filters.stream().anyMatch(filter -> filter.matches(event))) {
        send(context, new RelayMessage.EventFor(name, event));
      }
    }
    send(context, new RelayMessage.Eose(name));
  }

  private void publish(WsContext context, Event event) {
    published.add(event);
    var words = refusal;
    send(context, new RelayMessage.Ok(event.id(), words == null, words == null ? "" : words));
    if (words == null) {
      onRequest.accept(context, event);
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
