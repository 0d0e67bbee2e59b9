package caravel.control.billing;

import caravel.control.activity.Activities;
import caravel.control.activity.Entry;
import caravel.control.billing.core.Invoice;
import caravel.control.billing.core.Invoice.State;
import caravel.control.billing.core.TenantLedger;
import caravel.control.billing.document.InvoicePartiesStore;
import caravel.control.billing.document.Issuer;
import caravel.control.db.Tx;
import caravel.control.http.ApiJson;
import caravel.control.money.InvoiceId;
import caravel.control.payment.IncomingPayment;
import caravel.nostr.PublicKey;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Saves a tenant's invoices, records each created or closed one as an activity, and publishes it.
final class InvoiceRecorder {
  private final Activities activities;
  private final InvoiceEvents news;
  private final Estimates estimates;
  private final Issuer issuer;
  private final TenantLedgerStore ledgers = new TenantLedgerStore();
  private final InvoicePartiesStore parties = new InvoicePartiesStore();

  /// @param issuer is stored with each invoice that is paid
  InvoiceRecorder(Activities activities, InvoiceEvents news, Estimates estimates, Issuer issuer) {
    this.issuer = issuer;
    this.activities = activities;
    this.news = news;
    this.estimates = estimates;
  }

  /// A change of a tenant's ledger.
  record Change(PublicKey tenant, TenantLedger before, TenantLedger after) {}

  /// Saves the changed ledger, and records every invoice that was created or closed.
  ///
  /// @param actor [BillingLedger#ACTOR], or an admin's key as hex
  void save(Tx tx, Change change, String actor) {
    var tenant = change.tenant();
    var after = change.after();
    ledgers.save(tx, tenant, change.before(), after, estimates::cents);
    for (var invoice : after.invoices().values()) {
      var known = change.before().invoices().get(invoice.id());
      if (known == null) {
        record(
            tx,
            tenant,
            invoice.id(),
            new Activity("create_invoice", actor, total(invoice), lines(after, invoice)));
      }
      if (!invoice.isOpen() && (known == null || known.isOpen())) {
        recordClosed(tx, tenant, invoice, actor);
      }
    }
  }

  private void recordClosed(Tx tx, PublicKey tenant, Invoice invoice, String actor) {
    switch (invoice.state()) {
      case State.Open _ -> {}
      case State.Paid(_, var method, var payment) -> {
        parties.settle(tx, tenant, invoice.id(), issuer);
        record(
            tx,
            tenant,
            invoice.id(),
            new Activity("pay_invoice", actor, paid(method, payment), Map.of("payment", payment)));
      }
      case State.Voided(_, var reason, _, _) ->
          record(
              tx,
              tenant,
              invoice.id(),
              new Activity(
                  "void_invoice",
                  actor,
                  Map.of("reason", TenantLedgerStore.word(reason)),
                  Map.of()));
    }
  }

  private static Map<String, Object> paid(Invoice.Method method, String payment) {
    var detail = new LinkedHashMap<String, Object>();
    detail.put("method", TenantLedgerStore.word(method));
    if (payment.startsWith(IncomingPayment.BOOKED)) {
      detail.put("booked_by_operator", true);
    }
    return detail;
  }

  private static Map<String, Object> total(Invoice invoice) {
    return Map.of("total", invoice.total().shown());
  }

  /// The lines of a new invoice. They are recorded because they may move to another invoice later.
  private static Map<String, Object> lines(TenantLedger ledger, Invoice invoice) {
    var items =
        ledger.entries().values().stream()
            .filter(entry -> entry.place().equals(new TenantLedger.Place.On(invoice.id())))
            .map(entry -> entry.item().id().value())
            .toList();
    var snapshot = new LinkedHashMap<String, Object>();
    snapshot.put("items", items);
    snapshot.put("total", invoice.total().amount());
    return snapshot;
  }

  /// A billing activity to record.
  ///
  /// @param actor [BillingLedger#ACTOR], or an admin's key as hex
  record Activity(
      String type, String actor, Map<String, Object> detail, Map<String, Object> snapshot) {}

  /// Records an activity, and publishes its invoice.
  ///
  /// @param invoice null = the activity is about the tenant
  void record(Tx tx, PublicKey tenant, @Nullable InvoiceId invoice, Activity activity) {
    var resource =
        invoice == null
            ? new Entry.Resource("tenant", tenant.hex())
            : new Entry.Resource("invoice", invoice.value());
    activities.record(
        tx,
        new Entry(
            tenant,
            activity.type(),
            resource,
            activity.actor(),
            ApiJson.tree(activity.detail()),
            ApiJson.tree(activity.snapshot())));
    if (invoice != null) {
      publish(tx, tenant, invoice);
    }
  }

  void publish(Tx tx, PublicKey tenant, InvoiceId invoice) {
    news.changed(tx, tenant, invoice);
  }
}
