package caravel.engine.http;

import caravel.engine.media.MediaStore;
import caravel.engine.session.LiveRelay;
import caravel.engine.tenancy.Outcome;
import caravel.engine.tenancy.VirtualRelayId;
import caravel.engine.tenancy.VirtualRelays;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;

/// zooid's HTTP API, which creates, changes and deletes relays by their configuration. It also
/// exports and imports their events and files, lists and deletes the files, lists the invite codes
/// and the usage, and has pages of the members, which zooid's does not.
///
/// Checks in this order: path and method, signature, whitelist, and then the request itself.
final class ManagementApi {
  /// Largest body.
  static final int BODY_BYTES_MAX = 1_048_576;

  private static final String TOO_LARGE = "failed to read body: http: request body too large";

  private final VirtualRelays relays;
  private final Set<PublicKey> whitelist;
  private final InstantSource clock;
  private final HttpWorkers workers;
  private final RequestContext.BodyLimit bodies;
  private final EventTransfers transfers = new EventTransfers();
  private final FileTransfers fileTransfers = new FileTransfers();

  ManagementApi(
      VirtualRelays relays, Set<PublicKey> whitelist, InstantSource clock, HttpWorkers workers) {
    this.relays = relays;
    this.whitelist = whitelist;
    this.clock = clock;
    this.workers = workers;
    this.bodies = workers.bodyLimit(BODY_BYTES_MAX, TOO_LARGE);
  }

  /// The target of a path, before authentication.
  private sealed interface Route {
    /// @param id not validated yet
    record Relay(String id) implements Route {}

    record Members(String id) implements Route {}

    record Events(String id) implements Route {}

    record Files(String id) implements Route {}

    record Invites(String id) implements Route {}

    record Usage(String id) implements Route {}

    /// @param hash not validated yet
    record File(String id, String hash) implements Route {}

    record Unknown() implements Route {}

    default String relayId() {
      return switch (this) {
        case Relay(var id) -> id;
        case Members(var id) -> id;
        case Events(var id) -> id;
        case Files(var id) -> id;
        case Invites(var id) -> id;
        case Usage(var id) -> id;
        case File(var id, _) -> id;
        case Unknown _ -> "";
      };
    }

    default String allowed() {
      return switch (this) {
        case Relay _ -> "DELETE, PATCH, POST, PUT";
        case Members _ -> "GET, HEAD";
        case Events _ -> "GET, POST";
        case Files _ -> "GET, HEAD";
        case Invites _ -> "GET, HEAD";
        case Usage _ -> "GET, HEAD";
        case File _ -> "DELETE, GET, PUT";
        case Unknown _ -> "";
      };
    }
  }

  void handle(RequestContext context) {
    var route = route(context.segments());
    if (route instanceof Route.Unknown) {
      context.text(404, "404 page not found");
      return;
    }
    if (!List.of(route.allowed().split(", ")).contains(context.method())) {
      context.response().getHeaders().put(HttpHeader.ALLOW, route.allowed());
      context.text(405, "Method Not Allowed");
      return;
    }
    switch (signer(context)) {
      case Nip98Filter.Verdict.Refused(var why) -> context.json(401, "error", why);
      case Nip98Filter.Verdict.Signed(var by) when !whitelist.contains(by) ->
          context.json(403, "error", "pubkey not in whitelist");
      case Nip98Filter.Verdict.Signed _ when route instanceof Route.Events(var id) ->
          workers.run(this, context, () -> transfer(context, id));
      case Nip98Filter.Verdict.Signed _
          when route instanceof Route.File(var id, var hash)
              && !context.method().equals("DELETE") ->
          workers.run(this, context, () -> transferFile(context, id, hash));
      case Nip98Filter.Verdict.Signed _
          when List.of("POST", "PUT", "PATCH").contains(context.method()) ->
          context.readBody(
              bodies,
              body -> work(context, route, new String(body, StandardCharsets.UTF_8)),
              refused -> context.json(400, "error", refused));
      case Nip98Filter.Verdict.Signed _ -> work(context, route, "");
    }
  }

  private void work(RequestContext context, Route route, String body) {
    workers.run(this, context, () -> perform(context, route, body));
  }

  private void transfer(RequestContext context, String id) {
    try {
      var relay = relays.find(new VirtualRelayId(id));
      if (relay.isEmpty()) {
        answer(context, new Outcome.Unknown());
      } else if (context.method().equals("GET")) {
        transfers.export(context, relay.get(), context.query("after"));
      } else {
        transfers.receive(context, relay.get());
      }
    } catch (IllegalArgumentException refused) {
      context.json(400, "error", String.valueOf(refused.getMessage()));
    }
  }

  private void transferFile(RequestContext context, String id, String hash) {
    try {
      var relay = relays.find(new VirtualRelayId(id));
      var store = relay.flatMap(LiveRelay::files);
      if (relay.isEmpty() || store.isEmpty()) {
        answer(context, new Outcome.Unknown());
      } else if (MediaListing.isRestoring(context, store.get())) {
        return;
      } else if (context.method().equals("GET")) {
        fileTransfers.send(context, store.get(), hash);
      } else {
        fileTransfers.receive(context, relay.get(), store.get(), hash);
      }
    } catch (IllegalArgumentException refused) {
      context.json(400, "error", String.valueOf(refused.getMessage()));
    }
  }

  private static Route route(List<String> segments) {
    if (segments.size() < 2 || !segments.get(0).equals("relay") || segments.get(1).isEmpty()) {
      return new Route.Unknown();
    }
    if (segments.size() == 2) {
      return new Route.Relay(segments.get(1));
    }
    if (segments.size() == 4 && segments.get(2).equals("files")) {
      return new Route.File(segments.get(1), segments.get(3));
    }
    if (segments.size() > 3) {
      return new Route.Unknown();
    }
    return switch (segments.get(2)) {
      case "files" -> new Route.Files(segments.get(1));
      case "invites" -> new Route.Invites(segments.get(1));
      case "members" -> new Route.Members(segments.get(1));
      case "usage" -> new Route.Usage(segments.get(1));
      case "events" -> new Route.Events(segments.get(1));
      default -> new Route.Unknown();
    };
  }

  private Nip98Filter.Verdict signer(RequestContext context) {
    return Nip98Filter.check(
        context.header("Authorization"),
        context.signedUrl(),
        context.method(),
        clock.instant().getEpochSecond());
  }

  private void perform(RequestContext context, Route route, String body) {
    try (var _ = new CallerIds(context, route.relayId())) {
      switch (route) {
        case Route.Relay(var id) -> answer(context, operate(context, new VirtualRelayId(id), body));
        case Route.Members(var id) -> answer(context, relays.members(new VirtualRelayId(id)));
        case Route.Files(var id) -> files(context, id, store -> MediaListing.list(context, store));
        case Route.Invites(var id) ->
            relay(context, id, relay -> InviteListing.list(context, relay));
        case Route.Usage(var id) -> relay(context, id, relay -> UsageListing.list(context, relay));
        case Route.File(var id, var hash) ->
            files(context, id, store -> MediaListing.delete(context, store, hash));
        case Route.Events _, Route.Unknown _ -> throw new IllegalStateException("answered before");
      }
    } catch (MalformedException | IllegalArgumentException refused) {
      context.json(400, "error", String.valueOf(refused.getMessage()));
    }
  }

  private void files(RequestContext context, String id, Consumer<MediaStore> answer) {
    relays
        .find(new VirtualRelayId(id))
        .flatMap(LiveRelay::files)
        .ifPresentOrElse(answer, () -> answer(context, new Outcome.Unknown()));
  }

  private void relay(RequestContext context, String id, Consumer<LiveRelay> answer) {
    relays
        .find(new VirtualRelayId(id))
        .ifPresentOrElse(answer, () -> answer(context, new Outcome.Unknown()));
  }

  private Outcome operate(RequestContext context, VirtualRelayId id, String body) {
    return switch (context.method()) {
      case "POST" -> relays.exists(id) ? new Outcome.Exists() : relays.create(id, body);
      case "PUT" -> relays.exists(id) ? relays.replace(id, body) : new Outcome.Unknown();
      case "PATCH" -> relays.exists(id) ? relays.patch(id, body) : new Outcome.Unknown();
      case "DELETE" -> relays.delete(id, context.query("purge").equals("1"));
      default -> throw new IllegalStateException("answered before");
    };
  }

  private static void answer(RequestContext context, Outcome outcome) {
    switch (outcome) {
      // Not in zooid: a caller that requested a purge learns whether the events were erased.
      case Outcome.Purged _ ->
          context.answer(
              200,
              RequestContext.JSON,
              "{\"message\":\"relay deleted successfully\",\"purged\":true}\n");
      case Outcome.Done _ ->
          context.json(
              context.method().equals("POST") ? 201 : 200,
              "message",
              "relay " + done(context.method()) + " successfully");
      case Outcome.Members members -> MemberListing.list(context, members);
      case Outcome.Unknown _ -> context.json(404, "error", "relay not found");
      case Outcome.Exists _ -> context.json(409, "error", "relay with this id already exists");
      case Outcome.Refused(var why) -> context.json(400, "error", why);
      case Outcome.Taken(var why) -> context.json(409, "error", why);
      case Outcome.Failed(var why) -> context.json(500, "error", why);
    }
  }

  private static String done(String method) {
    return switch (method) {
      case "POST" -> "created";
      case "PUT" -> "updated";
      case "PATCH" -> "patched";
      default -> "deleted";
    };
  }
}
