package caravel.control.tenant.signup;

import caravel.control.audit.AuditEntry;
import caravel.control.audit.AuditLog;
import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.http.Access;
import caravel.control.http.ApiJson;
import caravel.control.http.Cursor;
import caravel.control.http.ListQuery;
import caravel.control.http.Page;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The operator's routes for invitations to become a tenant.
public final class InvitationRoutes {
  /// Most invitations, and how many of those that cannot be used any more are kept.
  static final int INVITATIONS_MAX = 5_000;

  static final int ENDED_MAX = 1_000;

  private static final Problem TOO_MANY =
      new Problem.Conflict(
          "conflict", "There are too many invitations. Withdraw those that nobody needs.");

  private final Db db;
  private final RandomGenerator random;
  private final InvitationStore store = new InvitationStore();
  private final AuditLog audit = new AuditLog();

  /// @param random a secure one, for the codes
  public InvitationRoutes(Db db, RandomGenerator random) {
    this.db = db;
    this.random = random;
  }

  record InvitationView(
      String id,
      String note,
      int uses,
      int usesMax,
      String state,
      Instant createdAt,
      @Nullable Instant expiresAt) {
    static InvitationView of(Invitation one, Instant now) {
      return new InvitationView(
          one.id(),
          one.note(),
          one.uses(),
          one.usesMax(),
          one.state(now),
          one.createdAt(),
          one.expiresAt());
    }
  }

  /// @param invitationCode shown this once
  record CreatedView(InvitationView invitation, String invitationCode) {}

  public List<Route> routes() {
    return List.of(
        Route.get("/admin/invitations", Access.ADMIN, this::list),
        Route.post("/admin/invitations", Access.ADMIN, this::create),
        Route.delete("/admin/invitations/{id}", Access.ADMIN, this::revoke));
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
              .map(one -> InvitationView.of(one, tx.now()));
        }));
  }

  private Response create(Request request) {
    var body = request.body();
    var given = body.text("note", Invitation.NOTE_CHARACTERS_MAX);
    var note = given == null ? "" : given.strip();
    var usesMax = body.integer("uses_max", 1, Invitation.USES_MAX);
    var days = body.integer("days", 1, Invitation.VALID_MAX.toDays());
    var code = Invitation.newCode(random);
    var made =
        db.<InvitationView>inTx(tx -> {
          store.deleteOld(tx, ENDED_MAX);
          if (store.total(tx) >= INVITATIONS_MAX) {
            throw TOO_MANY.asException();
          }
          var expiresAt = days == null ? null : tx.now().plus(Duration.ofDays(days));
          var one =
              new Invitation(
                  tx.newId(),
                  note,
                  0,
                  usesMax == null ? 1 : usesMax.intValue(),
                  tx.now(),
                  expiresAt,
                  null);
          store.insert(tx, one, Invitation.hash(code));
          record(tx, request, "create_invitation", one);
          return InvitationView.of(one, tx.now());
        });
    return Response.created(new CreatedView(made, code));
  }

  private Response revoke(Request request) {
    return Response.ok(
        db.<InvitationView>inTx(tx -> {
          var one =
              store
                  .find(tx, request.path("id"))
                  .orElseThrow(() -> Problem.notFound().asException());
          if (store.revoke(tx, one.id())) {
            record(tx, request, "revoke_invitation", one);
          }
          return InvitationView.of(store.find(tx, one.id()).orElseThrow(), tx.now());
        }));
  }

  private void record(Tx tx, Request request, String action, Invitation one) {
    var detail = Map.of("note", one.note(), "uses_max", one.usesMax());
    audit.record(
        tx,
        request.caller(),
        new AuditEntry.Act(action, "platform", one.id(), null, ApiJson.tree(detail)));
  }
}
