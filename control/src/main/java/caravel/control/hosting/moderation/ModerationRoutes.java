package caravel.control.hosting.moderation;

import caravel.control.hosting.RelayAccess;
import caravel.control.hosting.moderation.RelayModeration.OpenReport;
import caravel.control.hosting.moderation.ReportGroup.MemberReport;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.http.TeamRole;
import caravel.control.problem.Problem;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelayProgress;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The routes for the messages of a relay: search, reports, and removed messages.
public final class ModerationRoutes {
  private static final int CONTENT_CHARACTERS_MAX = 1_000;
  private static final int ROOM_CHARACTERS_MAX = 100;

  /// Most reports of one subject that are shown, the newest. All of them are counted.
  private static final int REPORTS_SHOWN_MAX = 20;

  /// Most removed events that are shown, the latest. All of them are counted.
  private static final int BANNED_SHOWN_MAX = 500;

  /// A time of at most 11 digits, far behind every date that a relay can order.
  private static final Pattern SECONDS = Pattern.compile("[1-9][0-9]{0,10}");

  private final RelayProgress relays;
  private final RelayModeration moderation;

  public ModerationRoutes(RelayProgress relays, RelayAccess access, RemovedMessages removed) {
    this.relays = relays;
    this.moderation = new RelayModeration(relays, access, removed);
  }

  record MessageView(
      String id, PublicKey pubkey, int kind, long createdAt, String content, String room) {}

  record MessagesView(List<MessageView> events, @Nullable Long next) {}

  record ReportView(String id, PublicKey pubkey, long createdAt, String reason, String text) {}

  record ReportGroupView(
      String subject,
      String id,
      @Nullable PublicKey pubkey,
      @Nullable MessageView event,
      int count,
      Set<String> reasons,
      List<ReportView> reports) {}

  record ReportsView(List<ReportGroupView> reports, boolean complete) {}

  /// @param restorable whether a copy is kept, so that the message can be restored
  record BannedEventView(String id, String reason, boolean dismissedReport, boolean restorable) {}

  record BannedEventsView(List<BannedEventView> events, int total) {}

  record AllowedEventView(String id, boolean restored) {}

  record DismissedView(String subject, int dismissed) {}

  public List<Route> routes() {
    var moderator = relays.access(TeamRole.MODERATOR);
    return List.of(
        Route.get("/relays/{id}/events", moderator, this::messages),
        Route.get("/relays/{id}/reports", moderator, this::reports),
        Route.delete("/relays/{id}/reports/{subject}", moderator, this::dismiss),
        Route.get("/relays/{id}/banned-events", moderator, this::banned),
        Route.put("/relays/{id}/banned-events/{event}", moderator, this::ban),
        Route.delete("/relays/{id}/banned-events/{event}", moderator, this::allow));
  }

  private Response messages(Request request) {
    var page = moderation.messages(relay(request), conditions(request));
    var shown = page.messages().stream().map(ModerationRoutes::shown).toList();
    return Response.ok(new MessagesView(shown, page.next()));
  }

  private Response reports(Request request) {
    var open = moderation.reports(relay(request));
    var shown = open.reports().stream().map(ModerationRoutes::shown).toList();
    return Response.ok(new ReportsView(shown, open.isComplete()));
  }

  private Response dismiss(Request request) {
    var subject = eventId(request, "subject").hex();
    var dismissed = moderation.dismiss(relay(request), subject, request.caller());
    return Response.ok(new DismissedView(subject, dismissed));
  }

  private Response banned(Request request) {
    var relay = relay(request);
    var all = moderation.banned(relay);
    var kept = moderation.restorable(relay);
    var shown = all.stream().limit(BANNED_SHOWN_MAX).map(banned -> shown(banned, kept)).toList();
    return Response.ok(new BannedEventsView(shown, all.size()));
  }

  private Response ban(Request request) {
    var given = request.body().text("reason", BannedEvent.REASON_CHARACTERS_MAX);
    var reason = given == null ? "" : MessageText.line(given, BannedEvent.REASON_CHARACTERS_MAX);
    var event = eventId(request, "event");
    var relay = relay(request);
    var banned = moderation.ban(relay, event, reason, request.caller());
    return Response.ok(shown(banned, moderation.restorable(relay)));
  }

  private Response allow(Request request) {
    var event = eventId(request, "event");
    var restored = moderation.allow(relay(request), event, request.caller());
    return Response.ok(new AllowedEventView(event.hex(), restored));
  }

  private static MessageView shown(Event event) {
    return new MessageView(
        event.id().hex(),
        event.pubkey(),
        event.kind(),
        event.createdAt(),
        MessageText.text(event.content(), CONTENT_CHARACTERS_MAX),
        MessageText.line(event.tagValue("h").orElse(""), ROOM_CHARACTERS_MAX));
  }

  private static ReportGroupView shown(OpenReport open) {
    var group = open.group();
    return new ReportGroupView(
        group.subject().name().toLowerCase(Locale.ROOT),
        group.id(),
        open.message().map(Event::pubkey).orElse(group.person()),
        open.message().map(ModerationRoutes::shown).orElse(null),
        group.reports().size(),
        group.reasons(),
        group.reports().stream().limit(REPORTS_SHOWN_MAX).map(ModerationRoutes::shown).toList());
  }

  private static ReportView shown(MemberReport report) {
    return new ReportView(
        report.id().hex(), report.reporter(), report.createdAt(), report.reason(), report.text());
  }

  /// @param kept ids of the messages that can be restored
  private static BannedEventView shown(BannedEvent event, Set<String> kept) {
    var id = event.id().hex();
    return new BannedEventView(id, event.reason(), event.isDismissedReport(), kept.contains(id));
  }

  private static Filter conditions(Request request) {
    var filter = Filter.all();
    var search = request.query("search").orElse("");
    if (!search.isBlank()) {
      try {
        filter = filter.withSearch(search.strip());
      } catch (MalformedException malformed) {
        throw Problem.invalid("search", "Search for at most 256 characters.").asException();
      }
    }
    var author = request.query("author").orElse("");
    if (!author.isEmpty()) {
      try {
        filter = filter.withAuthors(List.of(PublicKey.parse(author)));
      } catch (IllegalArgumentException malformed) {
        throw Problem.invalid("author", "That’s not a public key.").asException();
      }
    }
    var until = request.query("until").orElse("");
    if (!until.isEmpty()) {
      if (!SECONDS.matcher(until).matches()) {
        throw Problem.invalid("until", "This isn’t a time in unix seconds.").asException();
      }
      filter = filter.withUntil(Long.parseLong(until));
    }
    return filter;
  }

  private static EventId eventId(Request request, String name) {
    return BannedEvent.id(request.path(name))
        .orElseThrow(
            () -> Problem.invalid(name, "That’s not an id: it has 64 hex digits.").asException());
  }

  private Relay relay(Request request) {
    return find(request).orElseThrow(() -> Problem.notFound().asException());
  }

  private Optional<Relay> find(Request request) {
    return relays.byId(new RelayId(request.path("id")));
  }
}
