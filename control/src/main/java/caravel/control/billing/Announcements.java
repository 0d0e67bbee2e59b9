package caravel.control.billing;

import caravel.control.billing.NoticeTexts.Bill;
import caravel.control.billing.core.Invoice.Method;
import caravel.control.billing.core.Item;
import caravel.control.billing.core.TenantLedger.Payment;
import caravel.control.db.Tx;
import caravel.control.money.Money;
import caravel.control.notify.Notice;
import caravel.control.notify.Notice.Kind;
import caravel.control.notify.Notices;
import caravel.control.relay.Relay;
import caravel.control.relay.Relays;
import caravel.control.tenant.Tenant;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.PublicKey;
import java.time.Instant;
import java.util.List;

/// Queues notices to tenants about their invoices and payments, in the transaction of the change.
record Announcements(BillingTerms terms, TenantDesk tenants, Relays relays, Notices notices) {
  void ready(Tx tx, InvoiceCollection collection, Instant now) {
    var texts = new NoticeTexts(now);
    var waiting =
        relays.waitingFor(tx, collection.id().value()).stream().map(Announcements::name).toList();
    var text =
        waiting.isEmpty()
            ? texts.invoiceReady(bill(tx, collection))
            : texts.payToStart(waiting, bill(tx, collection));
    tell(tx, collection, Kind.INVOICE_READY, "", text);
  }

  void reminder(Tx tx, InvoiceCollection collection, int daysLeft, Instant now) {
    var kind = daysLeft <= 1 ? Kind.REMINDER_ONE_DAY : Kind.REMINDER_THREE_DAYS;
    tell(tx, collection, kind, "", new NoticeTexts(now).reminder(daysLeft, bill(tx, collection)));
  }

  void walletFailed(Tx tx, InvoiceCollection collection, String said, Instant now) {
    var text = new NoticeTexts(now).walletFailed(bill(tx, collection), said);
    tell(tx, collection, Kind.WALLET_FAILED, said, text);
  }

  void cardFailed(Tx tx, InvoiceCollection collection, String sentence, Instant now) {
    var text = new NoticeTexts(now).cardFailed(bill(tx, collection), sentence);
    tell(tx, collection, Kind.CARD_FAILED, sentence, text);
  }

  void paid(Tx tx, InvoiceCollection collection, Method method, Instant now) {
    var text =
        new NoticeTexts(now).paid(collection.total(), method, now, bill(tx, collection).link());
    tell(tx, collection, Kind.INVOICE_PAID, "", text);
  }

  void kept(Tx tx, InvoiceCollection collection, String paymentId, Money money, Instant now) {
    var link = terms.account(tenant(tx, collection).returnUrl());
    var text = new NoticeTexts(now).creditKept(money, now, link);
    notices.enqueue(tx, new Notice(collection.tenant(), Kind.CREDIT_KEPT, paymentId, text));
  }

  /// Confirms a payment that an operator booked and that did not settle an invoice.
  void booked(Tx tx, PublicKey tenant, Payment payment) {
    var text = new NoticeTexts(payment.at()).paymentBooked(payment.worth(), account(tx, tenant));
    notices.enqueue(tx, new Notice(tenant, Kind.PAYMENT_BOOKED, payment.id(), text));
  }

  void credited(Tx tx, PublicKey tenant, Item.Adjustment credit) {
    var text = new NoticeTexts(credit.at()).creditGiven(credit.money(), account(tx, tenant));
    notices.enqueue(tx, new Notice(tenant, Kind.CREDIT_GIVEN, credit.id().value(), text));
  }

  void refunded(Tx tx, RefundRow refund, Instant now) {
    var tenant = refund.target().tenant();
    var isByProcessor = refund.request().paidBy() == RefundRow.PaidBy.PROCESSOR;
    var text = new NoticeTexts(now).refunded(refund.money(), isByProcessor, account(tx, tenant));
    notices.enqueue(tx, new Notice(tenant, Kind.PAYMENT_REFUNDED, refund.id(), text));
  }

  /// Reports a lost dispute and names the relays that went offline because of it.
  void paymentLost(Tx tx, RefundRow refund, List<Relay> relays, Instant now) {
    if (!relays.isEmpty()) {
      var tenant = refund.target().tenant();
      var names = relays.stream().map(Announcements::name).toList();
      var text = new NoticeTexts(now).paymentLost(refund.money(), names, account(tx, tenant));
      notices.enqueue(tx, new Notice(tenant, Kind.RELAYS_PAUSED, refund.id(), text));
    }
  }

  private String account(Tx tx, PublicKey tenant) {
    return terms.account(tenants.find(tx, tenant).orElseThrow().returnUrl());
  }

  void paused(Tx tx, InvoiceCollection collection, List<Relay> relays, Instant now) {
    var names = relays.stream().map(Announcements::name).toList();
    var bill =
        new Bill(
            collection.total(),
            collection.dueAt(),
            terms.account(tenant(tx, collection).returnUrl()));
    tell(tx, collection, Kind.RELAYS_PAUSED, "", new NoticeTexts(now).relaysPaused(names, bill));
  }

  /// @param error tells apart several failures of one invoice; each is reported once
  private void tell(Tx tx, InvoiceCollection collection, Kind kind, String error, String text) {
    var subject =
        error.isEmpty()
            ? collection.id().value()
            : collection.id().value() + ":" + Integer.toHexString(error.hashCode());
    notices.enqueue(tx, new Notice(collection.tenant(), kind, subject, text));
  }

  private Bill bill(Tx tx, InvoiceCollection collection) {
    return new Bill(
        collection.total(),
        collection.dueAt(),
        terms.link(collection.id(), tenant(tx, collection).returnUrl()));
  }

  private Tenant tenant(Tx tx, InvoiceCollection collection) {
    return tenants.find(tx, collection.tenant()).orElseThrow();
  }

  private static String name(Relay relay) {
    var name = relay.wishes().profile().name();
    return name.isBlank() ? relay.address().subdomain() : name;
  }
}
