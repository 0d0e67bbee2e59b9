package caravel.control.billing;

import caravel.control.audit.AuditEntry;
import caravel.control.audit.AuditLog;
import caravel.control.auth.Caller;
import caravel.control.billing.core.Item;
import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.http.ApiJson;
import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import caravel.control.payment.CheckoutPages;
import caravel.control.payment.IncomingPayment;
import caravel.control.payment.IncomingPayment.Source;
import caravel.control.payment.PaymentResolver;
import caravel.control.problem.Problem;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.PublicKey;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Books payments made outside the platform, and credit that an operator gives. A refusal is thrown
/// as a [Problem].
final class AdjustmentActions {
  private final Db db;
  private final InvoiceCollections invoices;
  private final PaymentResolver resolver;
  private final TenantDesk tenants;
  private final InstantSource clock;
  private final Runnable wake;
  private final AuditLog audit = new AuditLog();

  /// @param clock the billing clock
  /// @param wake called when there may be something to collect
  AdjustmentActions(
      Db db,
      InvoiceCollections invoices,
      PaymentResolver resolver,
      TenantDesk tenants,
      InstantSource clock,
      Runnable wake) {
    this.db = db;
    this.invoices = invoices;
    this.resolver = resolver;
    this.tenants = tenants;
    this.clock = clock;
    this.wake = wake;
  }

  /// Books a payment such as cash, for an open invoice or as money on account.
  ///
  /// @param invoice null = money on account
  void book(
      PublicKey tenant, Money money, @Nullable InvoiceId invoice, String reason, Caller admin) {
    db.inTx(tx -> {
      mustExist(tx, tenant);
      if (invoice != null) {
        mustBePayable(tx, tenant, invoice);
      }
      var payment =
          new IncomingPayment(
              IncomingPayment.BOOKED + tx.newId(),
              invoice,
              money.amount(),
              Source.OPERATOR,
              money.amount());
      record(tx, "book_payment", tenant, invoice, money, reason, admin);
      if (invoice == null) {
        invoices.settledOnAccount(tx, tenant, payment);
      } else {
        invoices.settled(tx, payment);
      }
      return true;
    });
    wake.run();
  }

  /// Gives a tenant credit without a payment.
  void credit(PublicKey tenant, Money money, String reason, Caller admin) {
    db.inTx(tx -> {
      mustExist(tx, tenant);
      record(tx, "give_credit", tenant, null, money, reason, admin);
      invoices.credit(tx, tenant, new Item.Adjustment(tx.newId(), clock.instant(), money));
      return true;
    });
    wake.run();
  }

  private void mustExist(Tx tx, PublicKey tenant) {
    if (tenants.find(tx, tenant).isEmpty()) {
      throw Problem.notFound().asException();
    }
  }

  private void mustBePayable(Tx tx, PublicKey tenant, InvoiceId id) {
    var collection =
        invoices
            .load(tx, id)
            .filter(found -> found.tenant().equals(tenant))
            .orElseThrow(() ->
                Problem.invalid("invoice_id", "This tenant has no such invoice.").asException());
    if (!collection.isOpen()) {
      throw new Problem.Conflict("conflict", "Only an open invoice can be paid.").asException();
    }
    if (collection.collection().isPaying() && !resolver.waitsForLostCode(tx, id)) {
      throw CheckoutPages.busy();
    }
  }

  private void record(
      Tx tx,
      String action,
      PublicKey tenant,
      @Nullable InvoiceId invoice,
      Money money,
      String reason,
      Caller admin) {
    var detail = Map.<String, Object>of("total", money.shown(), "reason", reason);
    invoices.tell(
        tx,
        tenant,
        invoice,
        new InvoiceRecorder.Activity(
            action, admin.pubkey().hex(), detail, tenantSnapshot(tx, tenant, invoice)));
    audit.record(
        tx,
        admin.because(reason),
        new AuditEntry.Act(
            action,
            invoice == null ? "tenant" : "invoice",
            invoice == null ? tenant.hex() : invoice.value(),
            tenant,
            ApiJson.tree(Map.of("total", money.shown()))));
  }

  /// The status of the tenant, which each of the tenant's activities records.
  private Map<String, Object> tenantSnapshot(Tx tx, PublicKey tenant, @Nullable InvoiceId invoice) {
    return invoice == null
        ? Map.of("status", tenants.find(tx, tenant).orElseThrow().status().word())
        : Map.of();
  }
}
