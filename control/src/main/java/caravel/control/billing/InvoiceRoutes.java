package caravel.control.billing;

import caravel.control.billing.core.Amount;
import caravel.control.db.Db;
import caravel.control.http.Access;
import caravel.control.http.ListQuery;
import caravel.control.http.Page;
import caravel.control.http.Quota;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.http.TeamRole;
import caravel.control.money.BillingInterval;
import caravel.control.money.BillingPeriod;
import caravel.control.money.InvoiceId;
import caravel.control.plan.Plan;
import caravel.control.problem.Problem;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import caravel.control.relay.Relays;
import caravel.control.tenant.TenantRoutes;
import caravel.nostr.PublicKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Routes for invoices, their lines, the draft, and quotes.
final class InvoiceRoutes {
  private static final int PLAN_CHARACTERS_MAX = 1_000;
  private static final int STATUS_CHARACTERS_MAX = 1_000;
  private static final int INTERVAL_CHARACTERS_MAX = 1_000;

  private final Db db;
  private final PaymentActions payments;
  private final BillingTerms terms;
  private final Relays relays;
  private final Showing showing;
  private final InvoiceListStore invoices = new InvoiceListStore();
  private final ImportedInvoiceStore imported = new ImportedInvoiceStore();

  /// The clock and the estimates with which amounts are shown.
  ///
  /// @param clock the billing clock
  record Showing(InstantSource clock, Estimates estimates) {}

  InvoiceRoutes(
      Db db, PaymentActions payments, BillingTerms terms, Relays relays, Showing showing) {
    this.db = db;
    this.payments = payments;
    this.terms = terms;
    this.relays = relays;
    this.showing = showing;
  }

  List<Route> routes() {
    var ownTenant = TenantRoutes.ownerInPath();
    var ownInvoice = owner(payments);
    var routes = new ArrayList<Route>();
    routes.addAll(new InvoiceDocumentRoutes(db, payments, terms, showing.clock()).routes());
    routes.addAll(
        List.of(
            Route.get("/tenants/{pubkey}/invoices", ownTenant, this::ofTenant),
            Route.get("/tenants/{pubkey}/invoices/draft", ownTenant, this::draft),
            Route.get("/tenants/{pubkey}/invoices/imported", ownTenant, this::imported),
            Route.get("/tenants/{pubkey}/invoices/upcoming", ownTenant, this::upcoming),
            Route.post("/tenants/{pubkey}/quote", ownTenant, this::quoteNew),
            Route.get("/invoices", Access.ADMIN, this::list),
            Route.get("/invoices/{id}", ownInvoice, this::get),
            Route.get("/invoices/{id}/items", ownInvoice, this::items),
            Route.post("/relays/{id}/quote", relays.access(TeamRole.OWNER), this::quote)
                .counting(Quota.NONE)));
    return routes;
  }

  /// Grants access to the owner of the invoice in the path's `{id}`.
  static Access owner(PaymentActions payments) {
    return Access.owner(request -> payments.find(id(request)).map(InvoiceRow::tenant));
  }

  static InvoiceId id(Request request) {
    return new InvoiceId(request.path("id"));
  }

  private Response ofTenant(Request request) {
    var tenant = TenantRoutes.key(request).orElseThrow(() -> Problem.notFound().asException());
    payments.upToDate(tenant);
    return page(tenant, ListQuery.of(request));
  }

  private Response list(Request request) {
    var query = ListQuery.of(request, "tenant");
    var tenant = request.query("tenant").map(String::strip).filter(text -> !text.isEmpty());
    return page(tenant.map(InvoiceRoutes::tenant).orElse(null), query);
  }

  private static PublicKey tenant(String text) {
    try {
      return PublicKey.parse(text);
    } catch (RuntimeException notAKey) {
      throw Problem.invalid("tenant", "That’s not a public key.").asException();
    }
  }

  private Response page(@Nullable PublicKey tenant, ListQuery query) {
    if (!InvoiceListStore.knowsStatus(query.status())) {
      throw Problem.invalid("status", "No invoice has this status.").asException();
    }
    var now = showing.clock().instant();
    var wanted = new InvoiceListStore.Wanted(tenant, now, query);
    return Response.page(
        db.read(tx -> invoices.page(tx, wanted)).map(row -> InvoiceJson.of(row, now)));
  }

  private Response draft(Request request) {
    var tenant = TenantRoutes.key(request).orElseThrow(() -> Problem.notFound().asException());
    var draft = payments.draft(tenant);
    if (draft.items().isEmpty()) {
      return Response.ok(null);
    }
    var now = showing.clock().instant();
    return Response.ok(
        InvoiceJson.ofDraft(
            tenant,
            draft,
            showing.estimates().cents(draft.total()),
            now,
            now.plus(terms.rules().grace())));
  }

  private Response imported(Request request) {
    var tenant = TenantRoutes.key(request).orElseThrow(() -> Problem.notFound().asException());
    return Response.ok(db.read(tx -> imported.list(tx, tenant)));
  }

  private Response get(Request request) {
    return Response.ok(InvoiceJson.of(invoice(request), showing.clock().instant()));
  }

  private Response items(Request request) {
    ListQuery.of(request);
    var invoice = invoice(request);
    var rows =
        db.<Page<ItemRow>>read(tx -> {
          var total = invoices.itemsTotal(tx, invoice.id());
          return new Page<>(
              invoices.items(tx, invoice, ListQuery.LIMIT_MAX), null, total, total, "");
        });
    var shown = json(invoice, rows.rows());
    return Response.page(new Page<>(shown, null, rows.total(), rows.matched(), ""));
  }

  private List<Map<String, Object>> json(InvoiceRow invoice, List<ItemRow> rows) {
    var json = json();
    var sum =
        rows.stream()
            .map(ItemRow::amount)
            .reduce(Amount.zero(invoice.total().currency()), Amount::plus);
    return sum.equals(Amount.of(invoice.total()))
        ? json.addingUp(rows, invoice.cents(), amount -> share(invoice, amount))
        : json.each(rows, amount -> share(invoice, amount));
  }

  private static long share(InvoiceRow invoice, Amount amount) {
    return ItemJson.share(amount, invoice.cents(), invoice.total());
  }

  private Response quote(Request request) {
    var planId = planId(request);
    var id = new RelayId(request.path("id"));
    var turn = turn(request.body().text("status", STATUS_CHARACTERS_MAX));
    var interval = request.body().text("interval", INTERVAL_CHARACTERS_MAX);
    var move = new Relays.Move(planId, interval, turn);
    var moved = db.<Relay>read(tx -> relays.moved(tx, id, move, request.caller()));
    return shown(moved.tenant(), payments.quote(moved), json());
  }

  /// Quotes a relay that does not exist yet. Its lines name only its plan.
  private Response quoteNew(Request request) {
    var planId = planId(request);
    var tenant = TenantRoutes.key(request).orElseThrow(() -> Problem.notFound().asException());
    var plan =
        terms
            .plans()
            .byId(planId)
            .filter(known -> request.caller().admin() || !known.hidden())
            .orElseThrow(() ->
                new Problem.Invalid("unknown-plan", "plan_id", "Plan not found.").asException());
    var json = new ItemJson(_ -> "New relay", _ -> plan.name());
    return shown(tenant, payments.quoteNew(tenant, plan, period(request, plan)), json);
  }

  private BillingPeriod period(Request request, Plan plan) {
    var word = request.body().text("interval", INTERVAL_CHARACTERS_MAX);
    var interval =
        BillingInterval.named(word == null ? BillingInterval.MONTH.word() : word)
            .orElseThrow(() ->
                Problem.invalid("interval", "A relay is paid every month or every year.")
                    .asException());
    if (interval == BillingInterval.YEAR && !plan.isFree() && !terms.plans().offersYearly(plan)) {
      throw Problem.invalid("interval", "Relays can’t be paid yearly here.").asException();
    }
    return plan.isFree() ? BillingPeriod.MONTH : terms.plans().period(interval);
  }

  private Response upcoming(Request request) {
    var tenant = TenantRoutes.key(request).orElseThrow(() -> Problem.notFound().asException());
    return payments
        .upcoming(tenant)
        .map(found -> shown(tenant, found, json()))
        .orElseGet(() -> Response.ok(null));
  }

  private static String planId(Request request) {
    var plan = request.body().text("plan_id", PLAN_CHARACTERS_MAX);
    if (plan == null || plan.isBlank()) {
      throw Problem.invalid("plan_id", "Choose a plan.").asException();
    }
    return plan;
  }

  private Response shown(PublicKey tenant, Upcoming upcoming, ItemJson json) {
    var rows = upcoming.items().stream().map(item -> ItemRow.quoted(tenant, item)).toList();
    return Response.ok(QuoteView.of(upcoming, rows, json, showing.estimates()));
  }

  private static Relays.Turn turn(@Nullable String status) {
    return switch (status) {
      case null -> Relays.Turn.AS_IT_IS;
      case "active" -> Relays.Turn.ONLINE;
      case "inactive" -> Relays.Turn.OFFLINE;
      default ->
          throw Problem.invalid("status", "A relay is asked to be either active or inactive.")
              .asException();
    };
  }

  private ItemJson json() {
    var labels = new HashMap<String, String>();
    return new ItemJson(
        relay -> labels.computeIfAbsent(relay, this::label),
        plan -> terms.plans().byId(plan).map(Plan::name).orElse(plan));
  }

  private String label(String relay) {
    return db.<Optional<Relay>>read(tx -> relays.find(tx, new RelayId(relay)))
        .map(known -> known.address().subdomain())
        .orElse(relay);
  }

  private InvoiceRow invoice(Request request) {
    return payments.find(id(request)).orElseThrow(() -> Problem.notFound().asException());
  }
}
