package caravel.control.admin.broadcast;

import caravel.control.admin.broadcast.Broadcast.Audience;
import caravel.control.admin.broadcast.Broadcast.Letter;
import caravel.control.db.Db;
import caravel.control.http.Access;
import caravel.control.http.Cursor;
import caravel.control.http.InputFields;
import caravel.control.http.ListQuery;
import caravel.control.http.Page;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.problem.Problem;
import caravel.nostr.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The operator's routes for notices to many tenants.
final class BroadcastRoutes {
  static final int SUBJECT_CHARACTERS_MAX = 120;
  static final int TEXT_CHARACTERS_MAX = 3_000;

  private static final int WORD_CHARACTERS_MAX = 50;
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}&&[^\\n]]");

  private final Db db;
  private final Broadcasts broadcasts;
  private final BroadcastStore store;

  BroadcastRoutes(Db db, Broadcasts broadcasts, BroadcastStore store) {
    this.db = db;
    this.broadcasts = broadcasts;
    this.store = store;
  }

  record BroadcastView(
      String id,
      Instant createdAt,
      PublicKey adminPubkey,
      String audience,
      String subject,
      String text,
      long recipients,
      long sent,
      String state,
      @Nullable Instant endedAt) {}

  record AudiencesView(long all, long withRelay, long paid) {}

  List<Route> routes() {
    return List.of(
        Route.get("/admin/broadcasts", Access.ADMIN, this::list),
        Route.post("/admin/broadcasts", Access.ADMIN, this::create),
        Route.get("/admin/broadcasts/audiences", Access.ADMIN, _ -> audiences()),
        Route.post("/admin/broadcasts/{id}/stop", Access.ADMIN, this::stop));
  }

  private Response list(Request request) {
    var query = ListQuery.of(request);
    return Response.page(
        db.read(tx -> {
          var total = store.total(tx);
          return Page.of(
                  store.list(tx, query),
                  query.limit(),
                  one -> new Cursor(one.createdAt().getEpochSecond(), one.id()),
                  total,
                  total)
              .map(BroadcastRoutes::shown);
        }));
  }

  private Response audiences() {
    var counts = broadcasts.audiences();
    return Response.ok(
        new AudiencesView(
            counts.getOrDefault(Audience.ALL, 0L),
            counts.getOrDefault(Audience.WITH_RELAY, 0L),
            counts.getOrDefault(Audience.PAID, 0L)));
  }

  private Response create(Request request) {
    var body = request.body();
    var word = body.text("audience", WORD_CHARACTERS_MAX);
    var audience =
        Audience.find(word == null ? "" : word)
            .orElseThrow(() -> Problem.invalid("audience", "Choose who gets it.").asException());
    var subject = text(body, "subject", SUBJECT_CHARACTERS_MAX, "Enter a subject.");
    if (subject.indexOf('\n') >= 0) {
      throw Problem.invalid("subject", "The subject is one line.").asException();
    }
    var text = text(body, "text", TEXT_CHARACTERS_MAX, "Enter a text.");
    var made = broadcasts.create(new Letter(audience, subject, text), request.caller());
    return Response.created(shown(made));
  }

  private Response stop(Request request) {
    return Response.ok(shown(broadcasts.stop(request.path("id"), request.caller())));
  }

  private static String text(InputFields body, String field, int max, String missing) {
    var given = body.text(field, max);
    var text = given == null ? "" : given.replace("\r\n", "\n").strip();
    if (text.isEmpty()) {
      throw Problem.invalid(field, missing).asException();
    }
    if (CONTROLS.matcher(text).find()) {
      throw Problem.invalid(field, "Use plain text, without control characters.").asException();
    }
    return text;
  }

  private static BroadcastView shown(Broadcast broadcast) {
    var letter = broadcast.letter();
    var progress = broadcast.progress();
    return new BroadcastView(
        broadcast.id(),
        broadcast.createdAt(),
        broadcast.admin(),
        letter.audience().word(),
        letter.subject(),
        letter.text(),
        broadcast.recipients(),
        progress.sent(),
        progress.state().word(),
        progress.endedAt());
  }
}
