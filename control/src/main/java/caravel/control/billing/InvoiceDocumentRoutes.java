package caravel.control.billing;

import caravel.control.billing.document.InvoiceCsv;
import caravel.control.billing.document.InvoiceCsvStore;
import caravel.control.billing.document.InvoiceDocument;
import caravel.control.billing.document.InvoiceDocumentStore;
import caravel.control.billing.document.InvoiceFacts;
import caravel.control.billing.document.InvoicePdf;
import caravel.control.db.Db;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.plan.Plan;
import caravel.control.problem.Problem;
import caravel.control.tenant.TenantRoutes;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Routes for invoices to take away: the document of one, its PDF, and a table of all of a tenant.
final class InvoiceDocumentRoutes {
  private final Db db;
  private final PaymentActions payments;
  private final BillingTerms terms;
  private final InstantSource clock;
  private final InvoiceDocumentStore documents = new InvoiceDocumentStore();
  private final InvoiceCsvStore tables = new InvoiceCsvStore();
  private final InvoicePdf pdf = new InvoicePdf();

  /// @param clock the billing clock
  InvoiceDocumentRoutes(Db db, PaymentActions payments, BillingTerms terms, InstantSource clock) {
    this.db = db;
    this.payments = payments;
    this.terms = terms;
    this.clock = clock;
  }

  List<Route> routes() {
    var ownInvoice = InvoiceRoutes.owner(payments);
    return List.of(
        Route.get("/tenants/{pubkey}/invoices/csv", TenantRoutes.ownerInPath(), this::csv),
        Route.get("/invoices/{id}/document", ownInvoice, request -> Response.ok(document(request))),
        Route.get("/invoices/{id}/pdf", ownInvoice, this::pdf));
  }

  private InvoiceDocument document(Request request) {
    var facts =
        db.<Optional<InvoiceFacts>>read(tx -> documents.find(tx, InvoiceRoutes.id(request)))
            .orElseThrow(() -> Problem.notFound().asException());
    return InvoiceDocument.of(facts, terms.issuer(), this::planName, clock.instant());
  }

  private Response pdf(Request request) {
    var document = document(request);
    return new Response.Raw(
        "application/pdf",
        pdf.print(document),
        Map.of("Content-Disposition", "attachment; filename=\"" + document.number() + ".pdf\""));
  }

  private Response csv(Request request) {
    var tenant = TenantRoutes.key(request).orElseThrow(() -> Problem.notFound().asException());
    payments.upToDate(tenant);
    var table = InvoiceCsv.of(db.read(tx -> tables.of(tx, tenant)));
    return new Response.Raw(
        "text/csv; charset=utf-8",
        table.getBytes(StandardCharsets.UTF_8),
        Map.of("Content-Disposition", "attachment; filename=\"invoices.csv\""));
  }

  private String planName(String id) {
    return terms.plans().byId(id).map(Plan::name).orElse(id);
  }
}
