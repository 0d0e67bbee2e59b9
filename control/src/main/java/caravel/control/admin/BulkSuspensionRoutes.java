package caravel.control.admin;

import caravel.control.auth.Caller;
import caravel.control.db.Db;
import caravel.control.http.Access;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.problem.Problem;
import caravel.control.problem.ProblemException;
import caravel.control.relay.RelayId;
import caravel.control.relay.Relays;
import caravel.control.tenant.TenantDesk;
import caravel.control.tenant.TenantRoutes;
import caravel.nostr.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The routes that suspend several relays or tenants, or lift their suspensions. Each relay or
/// tenant is changed in a separate transaction and has a separate result.
public final class BulkSuspensionRoutes {
  /// Most relays or tenants of one request.
  static final int IDS_MAX = 100;

  private static final int ID_CHARACTERS_MAX = 100;

  private final Db db;
  private final TenantDesk tenants;
  private final Relays relays;

  public BulkSuspensionRoutes(Db db, TenantDesk tenants, Relays relays) {
    this.db = db;
    this.tenants = tenants;
    this.relays = relays;
  }

  /// The result for one relay or tenant.
  ///
  /// @param code of the problem; null = it is done
  /// @param sentence of the problem; null = it is done
  record ResultView(String id, boolean done, @Nullable String code, @Nullable String sentence) {}

  record ResultsView(List<ResultView> results, int done) {}

  /// One act on the object with this id.
  private interface OneAct {
    void perform(String id, String reason, Caller admin);
  }

  public List<Route> routes() {
    return List.of(
        Route.post(
            "/admin/relays/suspend",
            Access.ADMIN,
            request ->
                each(
                    request,
                    true,
                    (id, reason, admin) -> relays.suspend(new RelayId(id), reason, admin))),
        Route.post(
            "/admin/relays/unsuspend",
            Access.ADMIN,
            request ->
                each(
                    request,
                    false,
                    (id, reason, admin) -> relays.unsuspend(new RelayId(id), reason, admin))),
        Route.post(
            "/admin/tenants/suspend", Access.ADMIN, request -> each(request, true, this::suspend)),
        Route.post(
            "/admin/tenants/unsuspend",
            Access.ADMIN,
            request -> each(request, false, this::unsuspend)));
  }

  private void suspend(String id, String reason, Caller admin) {
    var pubkey = key(id);
    db.inTx(tx -> tenants.suspend(tx, pubkey, reason, admin, relays));
  }

  private void unsuspend(String id, String reason, Caller admin) {
    var pubkey = key(id);
    db.inTx(tx -> tenants.unsuspend(tx, pubkey, reason, admin, relays));
  }

  private static PublicKey key(String id) {
    try {
      return PublicKey.parse(id);
    } catch (IllegalArgumentException malformed) {
      throw Problem.notFound().asException();
    }
  }

  private static Response each(Request request, boolean needsReason, OneAct act) {
    var body = request.body();
    var ids = body.texts("ids", IDS_MAX, ID_CHARACTERS_MAX);
    if (ids == null || ids.isEmpty()) {
      throw Problem.invalid("ids", "Select at least one.").asException();
    }
    var given = body.text("reason", TenantRoutes.REASON_CHARACTERS_MAX);
    var reason = given == null ? "" : given;
    if (needsReason && reason.isBlank()) {
      throw Problem.invalid("reason", "Enter a reason. The tenant will see it.").asException();
    }
    var caller = request.caller();
    var results = new ArrayList<ResultView>();
    for (var id : new LinkedHashSet<>(ids)) {
      results.add(result(id, () -> act.perform(id, reason, caller)));
    }
    var done = (int) results.stream().filter(ResultView::done).count();
    return Response.ok(new ResultsView(results, done));
  }

  private static ResultView result(String id, Runnable act) {
    try {
      act.run();
      return new ResultView(id, true, null, null);
    } catch (ProblemException refused) {
      var problem = refused.problem();
      return new ResultView(id, false, problem.code(), problem.sentence());
    }
  }
}
