package caravel.engine.http;

import caravel.engine.livekit.LivekitClient;
import caravel.engine.livekit.LivekitTokens;
import caravel.engine.policy.RoomRules.CallAccess;
import caravel.engine.session.LiveRelay;
import caravel.engine.store.EventStore.StoreException;
import caravel.nostr.Json;
import caravel.nostr.PublicKey;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Calls in rooms over a LiveKit server (NIP-29): the tokens of participants, and LiveKit's
/// webhooks, from which the relay learns who is in a call.
///
/// On the LiveKit server a room is called `<schema>:<room>`, so that relays that share a server
/// never share a call.
final class LivekitHandler {
  /// The path of the support question, and the start of all others.
  static final String PATH = "/.well-known/nip29/livekit";

  private static final String WEBHOOK = PATH + "/webhook";
  private static final int BODY_BYTES_MAX = 64 * 1024;
  private static final int SUFFIX_CHARACTERS = 16;
  private static final String SUFFIX_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String NOT_FOUND = "404 page not found";
  private static final String ALLOWED = "GET, HEAD, OPTIONS";
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Logger LOG = LoggerFactory.getLogger(LivekitHandler.class);

  private final InstantSource clock;
  private final LivekitClient livekit;
  private final HttpWorkers workers;
  private final RequestContext.BodyLimit bodies;

  LivekitHandler(InstantSource clock, LivekitClient livekit, HttpWorkers workers) {
    this.clock = clock;
    this.livekit = livekit;
    this.workers = workers;
    this.bodies = workers.bodyLimit(BODY_BYTES_MAX, "invalid webhook: the body is too large");
  }

  /// Whether this is a webhook, at the address of a relay or of the management API.
  static boolean isWebhook(RequestContext context) {
    return context.method().equals("POST") && context.rawPath().equals(WEBHOOK);
  }

  /// Handles a request about calls.
  ///
  /// @return false = it is none
  boolean handle(RequestContext context, LiveRelay relay) {
    var path = context.rawPath();
    if (isWebhook(context)) {
      readWebhook(context, relay);
      return true;
    }
    var isQuestion = path.equals(PATH);
    if (!isQuestion && !(path.startsWith(PATH + "/") && path.length() > PATH.length() + 1)) {
      return false;
    }
    if (!List.of(ALLOWED.split(", ")).contains(context.method())) {
      context.response().getHeaders().put(HttpHeader.ALLOW, ALLOWED);
      context.text(405, "Method Not Allowed");
      return true;
    }
    allowOtherSites(context);
    if (context.method().equals("OPTIONS")) {
      context.empty(200);
    } else if (!relay.config().features().livekit().isComplete()) {
      context.text(404, NOT_FOUND);
    } else if (isQuestion) {
      context.empty(204);
    } else {
      var room = RequestContext.decode(path.substring(PATH.length() + 1));
      run(relay, context, () -> answerToken(context, relay, room));
    }
    return true;
  }

  private static void allowOtherSites(RequestContext context) {
    context
        .response()
        .getHeaders()
        .put("Access-Control-Allow-Origin", "*")
        .put("Access-Control-Allow-Headers", "Authorization")
        .put("Access-Control-Allow-Methods", "GET, OPTIONS");
  }

  /// Work that may fail when LiveKit or the store does.
  private interface Work {
    void run() throws IOException;
  }

  private void run(LiveRelay relay, RequestContext context, Work work) {
    workers.run(
        relay,
        context,
        () -> {
          try {
            work.run();
          } catch (StoreException | IOException failed) {
            LOG.warn("relay {}: a call could not be served", relay.config().schema(), failed);
            context.text(500, "error: the relay cannot reach its storage");
          }
        });
  }

  /// Checks in zooid's order: signature, membership, room.
  private void answerToken(RequestContext context, LiveRelay relay, String room)
      throws IOException {
    long now = clock.instant().getEpochSecond();
    var signed =
        Nip98Filter.check(
            context.header("Authorization"), context.signedUrl(), context.method(), now);
    switch (signed) {
      case Nip98Filter.Verdict.Refused(var why) -> context.text(401, why);
      case Nip98Filter.Verdict.Signed(var by) when !relay.mayAsk(by) ->
          context.text(429, "rate-limited: too many requests");
      case Nip98Filter.Verdict.Signed(var by) when !relay.admits(by) ->
          context.text(403, "not a member of this relay");
      case Nip98Filter.Verdict.Signed(var by) -> {
        if (isOpen(context, relay.calls().access(room, by), "group not found")) {
          join(context, relay, nameOf(relay, room), by);
        }
      }
    }
  }

  /// Answers with the reason when there is no access.
  private static boolean isOpen(RequestContext context, CallAccess access, String unknown) {
    switch (access) {
      case ALLOWED -> {
        return true;
      }
      case UNKNOWN_ROOM -> context.text(404, unknown);
      case NO_CALLS -> context.text(403, "livekit not enabled for this group");
      case MEMBERS_ONLY -> context.text(403, "not a group member");
    }
    return false;
  }

  private void join(RequestContext context, LiveRelay relay, String name, PublicKey who) {
    var settings = relay.config().features().livekit();
    try {
      livekit.createRoom(settings, name, relay.config().schema());
    } catch (IOException failed) {
      LOG.warn("relay {}: LiveKit created no room", relay.config().schema(), failed);
      context.text(500, "failed to create room");
      return;
    }
    var identity = who.hex() + ":" + randomSuffix();
    var token = new LivekitTokens(settings).join(identity, name, clock.instant().getEpochSecond());
    var answer =
        Json.mapper()
            .createObjectNode()
            .put("server_url", settings.serverUrl())
            .put("participant_token", token);
    context.answer(200, RequestContext.JSON, answer + "\n");
  }

  /// Distinguishes the devices of one person.
  private static String randomSuffix() {
    var suffix = new StringBuilder();
    for (int i = 0; i < SUFFIX_CHARACTERS; i++) {
      suffix.append(SUFFIX_ALPHABET.charAt(RANDOM.nextInt(SUFFIX_ALPHABET.length())));
    }
    return suffix.toString();
  }

  private static String nameOf(LiveRelay relay, String room) {
    return relay.config().schema() + ":" + room;
  }

  private void readWebhook(RequestContext context, LiveRelay relay) {
    if (!relay.config().features().livekit().isComplete()) {
      context.text(404, NOT_FOUND);
      return;
    }
    context.readBody(
        bodies,
        body -> run(relay, context, () -> receive(context, relay, body)),
        refused -> context.text(401, refused));
  }

  /// Handles a webhook at the host of the management API. The metadata of its room names the relay,
  /// whose secret must have signed it.
  ///
  /// @param find finds a relay by its schema
  void handleShared(RequestContext context, Function<String, Optional<LiveRelay>> find) {
    context.readBody(
        bodies,
        body -> workers.run(this, context, () -> receiveShared(context, body, find)),
        refused -> context.text(400, refused));
  }

  private void receiveShared(
      RequestContext context, byte[] body, Function<String, Optional<LiveRelay>> find) {
    String schema;
    try {
      schema = Json.mapper().readTree(body).path("room").path("metadata").asString("");
    } catch (JacksonException malformed) {
      context.text(400, "invalid webhook body");
      return;
    }
    if (schema.isEmpty()) {
      context.text(400, "missing room metadata");
      return;
    }
    find.apply(schema)
        .filter(relay -> relay.config().features().livekit().isComplete())
        .ifPresentOrElse(
            relay -> {
              try {
                receive(context, relay, body);
              } catch (StoreException | IOException failed) {
                LOG.warn("relay {}: a webhook failed", schema, failed);
                context.text(500, "error: the relay cannot reach its storage");
              }
            },
            () -> context.text(404, "relay not found"));
  }

  private void receive(RequestContext context, LiveRelay relay, byte[] body) throws IOException {
    var settings = relay.config().features().livekit();
    JsonNode webhook;
    try {
      new LivekitTokens(settings)
          .verifyWebhook(context.header("Authorization"), body, clock.instant().getEpochSecond());
      webhook = Json.mapper().readTree(body);
    } catch (LivekitTokens.InvalidException refused) {
      context.text(401, "invalid webhook: " + refused.reason());
      return;
    } catch (JacksonException malformed) {
      context.text(401, "invalid webhook: the body is not JSON");
      return;
    }
    if (!webhook.path("room").isObject()) {
      context.text(400, "missing room");
      return;
    }
    var name = webhook.path("room").path("name").asString("");
    if (name.isEmpty()) {
      context.text(400, "missing room name");
      return;
    }
    var room = roomOf(relay, name);
    if (isOpen(context, relay.calls().state(room), NOT_FOUND)) {
      follow(context, relay, room, webhook.path("event").asString(""));
    }
  }

  /// A name without the prefix is taken as it is: zooid calls its rooms so.
  private static String roomOf(LiveRelay relay, String name) {
    var prefix = nameOf(relay, "");
    return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
  }

  private void follow(RequestContext context, LiveRelay relay, String room, String event)
      throws IOException {
    switch (event) {
      case "room_finished" -> relay.calls().publish(room, List::of);
      case "participant_joined", "participant_left", "participant_connection_aborted" -> {
        if (!refresh(context, relay, room)) {
          return;
        }
      }
      default -> {}
    }
    context.empty(204);
  }

  /// LiveKit sends the webhook again when the answer is 500.
  private boolean refresh(RequestContext context, LiveRelay relay, String room) {
    var settings = relay.config().features().livekit();
    try {
      relay.calls().publish(room, () -> livekit.participants(settings, nameOf(relay, room)));
      return true;
    } catch (IOException failed) {
      LOG.warn("relay {}: LiveKit listed no participants", relay.config().schema(), failed);
      context.text(500, "failed to fetch livekit participants: " + failed.getMessage());
      return false;
    }
  }
}
