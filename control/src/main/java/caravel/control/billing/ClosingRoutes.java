package caravel.control.billing;

import caravel.control.http.Quota;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.problem.Problem;
import caravel.control.tenant.TenantRoutes;
import caravel.nostr.PublicKey;
import java.util.List;

/// The routes to close an account, and to see before what that does.
final class ClosingRoutes {
  private static final int VERSION_CHARACTERS_MAX = 100;

  private final AccountClosing closing;

  ClosingRoutes(AccountClosing closing) {
    this.closing = closing;
  }

  List<Route> routes() {
    var owner = TenantRoutes.ownerInPath();
    return List.of(
        Route.get("/tenants/{pubkey}/close", owner, this::preview),
        Route.post("/tenants/{pubkey}/close", owner, this::close).counting(Quota.CREATE));
  }

  private Response preview(Request request) {
    return Response.ok(closing.view(tenant(request)));
  }

  private Response close(Request request) {
    var version = request.body().text("version", VERSION_CHARACTERS_MAX);
    if (version == null || version.isBlank()) {
      throw Problem.invalid("version", "Send the version of the preview that was confirmed.")
          .asException();
    }
    return Response.ok(closing.close(tenant(request), version, request.caller()));
  }

  private static PublicKey tenant(Request request) {
    return TenantRoutes.key(request).orElseThrow(() -> Problem.notFound().asException());
  }
}
