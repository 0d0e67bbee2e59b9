package caravel.control.billing;

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
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Routes for an invoice as a document: its model, and a PDF of the same model.
final class InvoiceDocumentRoutes {
  private final Db db;
  private final PaymentActions payments;
  private final BillingTerms terms;
  private final InstantSource clock;
  private final InvoiceDocumentStore documents = new InvoiceDocumentStore();
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

  private String planName(String id) {
    return terms.plans().byId(id).map(Plan::name).orElse(id);
  }
}
