package caravel.control.billing.core;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.billing.core.Invoice.Method;
import caravel.control.billing.core.Invoice.Reason;
import caravel.control.billing.core.Invoice.State;
import caravel.control.billing.core.Invoicing.Decision;
import caravel.control.billing.core.TenantLedger.Payment;
import caravel.control.money.Currency;
import caravel.control.money.InvoiceId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A shell without tables: it does what is decided, and writes down who was paused.
final class InMemoryBilling {
  static final Invoicing.Rules RULES = new Invoicing.Rules(Tale.sats(1_000), Duration.ofDays(7));

  TenantLedger ledger = TenantLedger.empty(Currency.SAT);
  final Set<InvoiceId> paying = new HashSet<>();
  final Set<String> paused = new TreeSet<>();
  private int made;
  private int paid;

  /// Bills everything up to an instant.
  void bill(History history, Instant now) {
    ledger = ledger.with(history.upTo(now).items());
    while (true) {
      switch (Invoicing.next(ledger, paying, RULES, now)) {
        case Decision.Nothing _ -> {
          return;
        }
        case Decision.Make(var draft, var grace) -> make(draft, grace, now);
        case Decision.Replace(var old, var draft, var grace) -> {
          ledger = ledger.replaced(old, now);
          make(draft, grace, now);
        }
        case Decision.Dissolve(var old, var passesOn) ->
            ledger = ledger.dissolved(old, now, passesOn);
      }
      assertThat(made).as("comes to an end").isLessThan(100_000);
    }
  }

  private void make(Draft draft, Grace grace, Instant now) {
    made++;
    var id = new InvoiceId("i" + made);
    var invoice = new Invoice(id, draft.total().toMoney(), now, new State.Open(grace));
    ledger = ledger.made(invoice, draft.ids());
  }

  void pays(String invoice, Instant now) {
    paid++;
    paysWith("p" + paid, invoice, now);
  }

  void paysWith(String payment, String invoice, Instant now) {
    var id = new InvoiceId(invoice);
    ledger = ledger.received(new Payment(payment, id, ledger.invoice(id).total(), now, Method.OOB));
  }

  /// Forgives what is over, and tells whose relays are to be paused.
  void passes(History history, Instant now) {
    for (var invoice : ledger.open()) {
      if (invoice.state() instanceof State.Open(var grace)
          && grace.isOver(now)
          && !paying.contains(invoice.id())) {
        paused.addAll(ledger.relaysLivingOn(invoice.id(), history.upTo(now)));
        ledger = ledger.forgiven(invoice.id(), now, Reason.FORGIVEN);
      }
    }
  }

  /// Every invoice as `id total state`.
  List<String> invoices() {
    return ledger.invoices().values().stream().map(InMemoryBilling::line).toList();
  }

  private static String line(Invoice invoice) {
    var state =
        switch (invoice.state()) {
          case State.Open(Grace.Running(var due)) -> "due " + Tale.brief(due);
          case State.Open(Grace.Still(var left)) -> "still " + left;
          case State.Paid _ -> "paid";
          case State.Voided(_, var reason, _, _) ->
              reason.name().toLowerCase(java.util.Locale.ROOT);
        };
    return "%s %d %s".formatted(invoice.id(), invoice.total().amount(), state);
  }
}
