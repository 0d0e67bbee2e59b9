package caravel.control.plan;

import caravel.control.http.Access;
import caravel.control.http.Page;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.money.BillingInterval;
import caravel.control.money.Money;
import caravel.control.money.RateSource;
import caravel.control.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The routes of the plan catalogue.
public final class PlanRoutes {
  private final Plans plans;
  private final RateSource rates;

  public PlanRoutes(Plans plans, RateSource rates) {
    this.plans = plans;
    this.rates = rates;
  }

  public List<Route> routes() {
    return List.of(
        Route.get(
            "/plans", Access.PUBLIC, _ -> Response.page(Page.whole(plans.all()).map(this::shown))),
        Route.get("/plans/{id}", Access.PUBLIC, this::get));
  }

  private Response get(Request request) {
    var plan = plans.byId(request.path("id")).orElseThrow(() -> Problem.notFound().asException());
    return Response.ok(shown(plan));
  }

  private YearlyPrice yearly(Plan plan) {
    var period = plans.period(BillingInterval.YEAR);
    var price = period.price(plan.price());
    return new YearlyPrice(rates.estimatedCents(price), price.shown(), period.freeMonths());
  }

  /// The price of a year in advance.
  ///
  /// @param amount in US cents
  private record YearlyPrice(long amount, Money.Shown price, int freeMonths) {}

  private Map<String, Object> shown(Plan plan) {
    var json = new LinkedHashMap<String, Object>();
    json.put("id", plan.id());
    json.put("name", plan.name());
    json.put("amount", rates.estimatedCents(plan.price()));
    json.put("price", plan.price().shown());
    if (plans.offersYearly(plan)) {
      json.put("yearly", yearly(plan));
    }
    json.put("hidden", plan.hidden());
    json.put("members", plan.offer().members());
    json.put("blossom", plan.offer().blossom());
    json.put("livekit", plan.offer().livekit());
    json.put("file_bytes", plan.offer().files().relay());
    json.put("file_bytes_per_member", plan.offer().files().member());
    return json;
  }
}
