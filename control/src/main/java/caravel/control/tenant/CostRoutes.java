package caravel.control.tenant;

import caravel.control.db.Db;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.money.Money;
import caravel.control.money.RateSource;
import caravel.control.problem.Problem;
import java.util.List;

/// The route for what a tenant's relays cost in a month, at the present prices.
public final class CostRoutes {
  private final Db db;
  private final TenantDesk desk;
  private final RateSource rates;

  public CostRoutes(Db db, TenantDesk desk, RateSource rates) {
    this.db = db;
    this.desk = desk;
    this.rates = rates;
  }

  /// @param amount in US cents
  private record CostsView(Money.Shown monthly, long amount) {}

  public List<Route> routes() {
    return List.of(Route.get("/tenants/{pubkey}/costs", TenantRoutes.ownerInPath(), this::costs));
  }

  private Response costs(Request request) {
    var pubkey = TenantRoutes.key(request).orElseThrow(() -> Problem.notFound().asException());
    var monthly = db.<Money>read(tx -> desk.monthlyCosts(tx, pubkey));
    return Response.ok(new CostsView(monthly.shown(), rates.estimatedCents(monthly)));
  }
}
