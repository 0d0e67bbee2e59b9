package caravel.control.billing;

import caravel.control.billing.NoticeTexts.Bill;
import caravel.control.billing.core.Invoice.Method;
import caravel.control.db.Tx;
import caravel.control.money.Money;
import caravel.control.notify.Notice;
import caravel.control.notify.Notice.Kind;
import caravel.control.notify.Notices;
import caravel.control.relay.Relay;
import caravel.control.relay.Relays;
import caravel.control.tenant.Tenant;
import caravel.control.tenant.TenantDesk;
import java.time.Instant;
import java.util.List;

/// What tenants are told about their invoices, in the transaction of what happened.
record Announcements(BillingTerms terms, TenantDesk tenants, Relays relays, Notices notices) {
  void ready(Tx tx, Dun dun, Instant now) {
    var texts = new NoticeTexts(now);
    var waiting =
        relays.waitingFor(tx, dun.id().value()).stream().map(Announcements::name).toList();
    var text =
        waiting.isEmpty()
            ? texts.invoiceReady(bill(tx, dun))
            : texts.payToStart(waiting, bill(tx, dun));
    tell(tx, dun, Kind.INVOICE_READY, "", text);
  }

  void reminder(Tx tx, Dun dun, int daysLeft, Instant now) {
    var kind = daysLeft <= 1 ? Kind.REMINDER_ONE_DAY : Kind.REMINDER_THREE_DAYS;
    tell(tx, dun, kind, "", new NoticeTexts(now).reminder(daysLeft, bill(tx, dun)));
  }

  void walletFailed(Tx tx, Dun dun, String said, Instant now) {
    var text = new NoticeTexts(now).walletFailed(bill(tx, dun), said);
    tell(tx, dun, Kind.WALLET_FAILED, said, text);
  }

  void cardFailed(Tx tx, Dun dun, String sentence, Instant now) {
    var text = new NoticeTexts(now).cardFailed(bill(tx, dun), sentence);
    tell(tx, dun, Kind.CARD_FAILED, sentence, text);
  }

  void paid(Tx tx, Dun dun, Method method, Instant now) {
    var text = new NoticeTexts(now).paid(dun.total(), method, now, bill(tx, dun).link());
    tell(tx, dun, Kind.INVOICE_PAID, "", text);
  }

  void kept(Tx tx, Dun dun, String paymentId, Money money, Instant now) {
    var link = terms.account(tenant(tx, dun).returnUrl());
    var text = new NoticeTexts(now).creditKept(money, now, link);
    notices.enqueue(tx, new Notice(dun.tenant(), Kind.CREDIT_KEPT, paymentId, text));
  }

  void paused(Tx tx, Dun dun, List<Relay> relays, Instant now) {
    var names = relays.stream().map(Announcements::name).toList();
    var bill = new Bill(dun.total(), dun.dueAt(), terms.account(tenant(tx, dun).returnUrl()));
    tell(tx, dun, Kind.RELAYS_PAUSED, "", new NoticeTexts(now).relaysPaused(names, bill));
  }

  /// @param error distinguishes what may happen to one invoice more than once; told once each
  private void tell(Tx tx, Dun dun, Kind kind, String error, String text) {
    var subject =
        error.isEmpty()
            ? dun.id().value()
            : dun.id().value() + ":" + Integer.toHexString(error.hashCode());
    notices.enqueue(tx, new Notice(dun.tenant(), kind, subject, text));
  }

  private Bill bill(Tx tx, Dun dun) {
    return new Bill(dun.total(), dun.dueAt(), terms.link(dun.id(), tenant(tx, dun).returnUrl()));
  }

  private Tenant tenant(Tx tx, Dun dun) {
    return tenants.find(tx, dun.tenant()).orElseThrow();
  }

  private static String name(Relay relay) {
    var name = relay.wishes().profile().name();
    return name.isBlank() ? relay.address().subdomain() : name;
  }
}
