package caravel.control.admin.abuse;

import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.hosting.moderation.SingleMessages;
import caravel.control.hosting.moderation.SingleMessages.MessageExcerpt;
import caravel.control.http.Access;
import caravel.control.http.Cursor;
import caravel.control.http.ListQuery;
import caravel.control.http.Page;
import caravel.control.http.Quota;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.notify.Notices;
import caravel.control.problem.Problem;
import caravel.control.relay.Relay;
import caravel.control.relay.Relays;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.PublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The routes of the report desk: reports of people without an account, and the operator's
/// decisions.
public final class AbuseReportRoutes {
  /// Longest sentence of a decision.
  static final int SENTENCE_CHARACTERS_MAX = 500;

  /// Most people of a report who are listed, the newest. All of them are counted.
  private static final int SUBMISSIONS_SHOWN_MAX = 20;

  private static final int WORD_CHARACTERS_MAX = 50;
  private static final Pattern CODE = Pattern.compile("[0-9a-f]{32}");
  private static final Set<String> STATES = Set.of("open", "closed");

  private final Db db;
  private final Relays relays;
  private final AbuseDesk desk;
  private final InstantSource clock;
  private final AbuseReportStore store = new AbuseReportStore();

  /// The platform's address and its source of secrets.
  ///
  /// @param appUrl the web app's public base, without a trailing slash
  /// @param random a secure one, for the codes of status pages
  public record Terms(String appUrl, RandomGenerator random, InstantSource clock) {}

  public AbuseReportRoutes(
      Db db,
      Relays relays,
      TenantDesk tenants,
      SingleMessages messages,
      Notices notices,
      Terms terms) {
    this.db = db;
    this.relays = relays;
    this.clock = terms.clock();
    this.desk =
        new AbuseDesk(
            new AbuseDesk.Nouns(db, relays, tenants, messages, notices),
            terms.appUrl(),
            terms.random());
  }

  /// @param statusCode null = no status page, see [AbuseDesk#file]
  record FiledView(@Nullable String statusCode) {}

  record StatusView(
      String state,
      String relay,
      boolean message,
      String reason,
      @Nullable String decision,
      String sentence,
      @Nullable Instant decidedAt) {}

  record SubmissionView(
      @Nullable PublicKey reporter, boolean signed, String text, Instant createdAt) {}

  record RelayView(String id, String name, String host, String status, PublicKey tenantPubkey) {}

  record ReportedView(
      String id,
      RelayView relay,
      @Nullable String eventId,
      String reason,
      long times,
      Instant createdAt,
      Instant updatedAt,
      List<SubmissionView> submissions,
      String state,
      @Nullable String decision,
      String sentence,
      @Nullable Instant decidedAt,
      @Nullable PublicKey decidedBy) {}

  record ExcerptView(PublicKey pubkey, int kind, long createdAt, String content) {}

  record MessageReadView(@Nullable ExcerptView message) {}

  public List<Route> routes() {
    return List.of(
        Route.post("/reports", Access.PUBLIC, this::file).counting(Quota.NONE),
        Route.get("/reports/{code}", Access.PUBLIC, this::status),
        Route.get("/admin/reports", Access.ADMIN, this::list),
        Route.post("/admin/reports/{id}/message", Access.ADMIN, this::message),
        Route.post("/admin/reports/{id}/decide", Access.ADMIN, this::decide));
  }

  private Response file(Request request) {
    return Response.created(
        new FiledView(desk.file(AbuseForm.read(request.body(), clock.instant()))));
  }

  private Response status(Request request) {
    var code = request.path("code");
    var report =
        CODE.matcher(code).matches()
            ? desk.findByCode(code).orElseThrow(() -> Problem.notFound().asException())
            : null;
    if (report == null) {
      throw Problem.notFound().asException();
    }
    var relay = db.<Relay>read(tx -> relays.find(tx, report.topic().relay()).orElseThrow());
    var outcome = report.outcome();
    return Response.ok(
        new StatusView(
            outcome == null ? "open" : "closed",
            relay.publicHost(),
            report.topic().isMessage(),
            report.topic().reason().word(),
            outcome == null ? null : outcome.decision().word(),
            outcome == null ? "" : outcome.sentence(),
            outcome == null ? null : outcome.at()));
  }

  private Response list(Request request) {
    var query = ListQuery.of(request);
    if (!query.status().isEmpty() && !STATES.contains(query.status())) {
      throw Problem.invalid("status", "No report has this status.").asException();
    }
    return Response.page(
        db.read(tx ->
            Page.of(
                    store.list(tx, query),
                    query.limit(),
                    report -> new Cursor(report.createdAt().getEpochSecond(), report.id()),
                    store.total(tx),
                    store.matched(tx, query))
                .map(report -> shown(tx, report))));
  }

  private Response message(Request request) {
    var found = desk.readMessage(request.path("id"), request.caller());
    return Response.ok(new MessageReadView(found.map(AbuseReportRoutes::shown).orElse(null)));
  }

  private Response decide(Request request) {
    var body = request.body();
    var word = body.text("decision", WORD_CHARACTERS_MAX);
    var decision =
        AbuseDecision.find(word == null ? "" : word)
            .orElseThrow(() -> Problem.invalid("decision", "Choose a decision.").asException());
    var sentence = body.text("sentence", SENTENCE_CHARACTERS_MAX);
    if (sentence == null || sentence.isBlank()) {
      throw Problem.invalid(
              "sentence", "Write one sentence. The owner and the person who reported will see it.")
          .asException();
    }
    var report = desk.decide(request.path("id"), decision, sentence.strip(), request.caller());
    return Response.ok(db.<ReportedView>read(tx -> shown(tx, report)));
  }

  private static ExcerptView shown(MessageExcerpt message) {
    return new ExcerptView(message.author(), message.kind(), message.createdAt(), message.text());
  }

  private ReportedView shown(Tx tx, AbuseReport report) {
    var relay = relays.find(tx, report.topic().relay()).orElseThrow();
    var outcome = report.outcome();
    return new ReportedView(
        report.id(),
        new RelayView(
            relay.id().value(),
            relay.wishes().profile().name(),
            relay.publicHost(),
            relay.status().word(),
            relay.tenant()),
        report.topic().isMessage() ? report.topic().eventId() : null,
        report.topic().reason().word(),
        report.times(),
        report.createdAt(),
        report.updatedAt(),
        store.submissions(tx, report.id(), SUBMISSIONS_SHOWN_MAX).stream()
            .map(one -> new SubmissionView(one.pubkey(), one.isSigned(), one.text(), one.at()))
            .toList(),
        outcome == null ? "open" : "closed",
        outcome == null ? null : outcome.decision().word(),
        outcome == null ? "" : outcome.sentence(),
        outcome == null ? null : outcome.at(),
        outcome == null ? null : outcome.by());
  }
}
