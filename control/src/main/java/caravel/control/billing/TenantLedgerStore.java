package caravel.control.billing;

import caravel.control.billing.core.Grace;
import caravel.control.billing.core.Invoice;
import caravel.control.billing.core.Invoice.State;
import caravel.control.billing.core.Item;
import caravel.control.billing.core.Refund;
import caravel.control.billing.core.Span;
import caravel.control.billing.core.TenantLedger;
import caravel.control.billing.core.TenantLedger.Entry;
import caravel.control.billing.core.TenantLedger.Place;
import caravel.control.billing.document.BillingPeriodStore;
import caravel.control.db.ListCounts;
import caravel.control.db.Tx;
import caravel.control.money.Currency;
import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Loads a tenant's items and invoices as a whole, and saves the differences.
final class TenantLedgerStore {
  private static final ListCounts COUNTS = new ListCounts();

  TenantLedger load(Tx tx, PublicKey tenant, Currency currency) {
    var invoices = new LinkedHashMap<InvoiceId, Invoice>();
    tx.handle()
        .select(
            """
            SELECT id, total, created_at, status, due_at, grace_left, paid_at, method, payment_id,
                   voided_at, void_reason, passes_on, replaced_by
              FROM invoices WHERE tenant_pubkey = ? ORDER BY number
            """,
            tenant.hex())
        .map((row, _) -> invoice(row, currency))
        .forEach(invoice -> invoices.put(invoice.id(), invoice));
    var entries = new LinkedHashMap<Item.Id, Entry>();
    var charges = new HashMap<String, Item.Charge>();
    tx.handle()
        .select("SELECT * FROM invoice_items WHERE tenant_pubkey = ? ORDER BY number", tenant.hex())
        .map((row, _) -> new Entry(item(row, charges, currency), place(row)))
        .forEach(entry -> {
          if (entry.item() instanceof Item.Charge charge) {
            charges.put(charge.id().value(), charge);
          }
          entries.put(entry.item().id(), entry);
        });
    return new TenantLedger(currency, entries, invoices, refunds(tx, tenant, currency));
  }

  private static Map<String, Refund> refunds(Tx tx, PublicKey tenant, Currency currency) {
    var refunds = new LinkedHashMap<String, Refund>();
    tx.handle()
        .select(
            """
            SELECT * FROM refunds WHERE tenant_pubkey = ? AND booked_at IS NOT NULL
             ORDER BY booked_at, id
            """,
            tenant.hex())
        .map((row, _) ->
            new Refund(
                row.getString("id"),
                row.getString("payment_id"),
                Refund.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                new Money(row.getLong("amount"), currency),
                Instant.ofEpochSecond(row.getLong("booked_at")),
                PaymentStore.instant(row, "undone_at")))
        .forEach(refund -> refunds.put(refund.id(), refund));
    return refunds;
  }

  /// Saves the difference between two states of a tenant's ledger. No billed item is ever deleted.
  ///
  /// @param estimate of an amount in US cents, stored with a new invoice for good
  void save(Tx tx, PublicKey tenant, TenantLedger before, TenantLedger after, Cents estimate) {
    var number = before.invoices().size();
    for (var invoice : after.invoices().values()) {
      var known = before.invoices().get(invoice.id());
      if (known == null) {
        number++;
        insert(tx, tenant, number, invoice, spanOf(after, invoice), estimate.of(invoice.total()));
        if (!invoice.isOpen()) {
          close(tx, invoice);
        }
      } else if (!known.equals(invoice)) {
        update(tx, invoice);
      }
    }
    saveRefunds(tx, before, after);
    var line = before.entries().size();
    for (var entry : after.entries().values()) {
      var known = before.entries().get(entry.item().id());
      if (known == null) {
        line++;
        insert(tx, tenant, line, entry);
      } else if (!known.place().equals(entry.place())) {
        move(tx, entry);
      }
    }
  }

  /// Updates the rows of refunds, which are inserted before they are booked.
  private static void saveRefunds(Tx tx, TenantLedger before, TenantLedger after) {
    for (var refund : after.refunds().values()) {
      if (!refund.equals(before.refunds().get(refund.id()))) {
        tx.handle()
            .createUpdate(
                "UPDATE refunds SET booked_at = :booked, undone_at = :undone WHERE id = :id")
            .bind("booked", refund.at().getEpochSecond())
            .bind("undone", seconds(refund.undoneAt()))
            .bind("id", refund.id())
            .execute();
      }
    }
  }

  /// Estimates an amount in US cents.
  interface Cents {
    long of(Money money);
  }

  private static Span spanOf(TenantLedger ledger, Invoice invoice) {
    var start = Instant.MAX;
    var end = Instant.MIN;
    for (var entry : ledger.entries().values()) {
      var span =
          entry.place().equals(new Place.On(invoice.id()))
                  && entry.item() instanceof Item.Charge charge
              ? charge.span()
              : null;
      if (span != null) {
        start = span.start().isBefore(start) ? span.start() : start;
        end = span.end().isAfter(end) ? span.end() : end;
      }
    }
    // An invoice that was replaced within the same transaction has no items.
    return start.isBefore(end)
        ? new Span(start, end)
        : new Span(invoice.createdAt(), invoice.createdAt().plusSeconds(1));
  }

  /// A replacement invoice keeps the due date and the state of the platform's side of the invoice
  /// it replaces.
  private static void insert(
      Tx tx, PublicKey tenant, long number, Invoice invoice, Span span, long cents) {
    var grace = invoice.state() instanceof State.Open(var open) ? open : null;
    tx.handle()
        .createUpdate(
            """
            INSERT INTO invoices (id, tenant_pubkey, number, total, currency, cents, period_start,
              period_end, created_at, status, due_at, grace_left, void_note, stage, stage_at,
              our_side, told, look_at, serial)
            VALUES (:id, :tenant, :number, :total, :currency, :cents, :start, :end, :created_at,
              'open', :due_at, :grace_left, '', 'resting', :created_at,
              (SELECT coalesce(max(our_side), 'answers') FROM invoices
                WHERE tenant_pubkey = :tenant AND our_side = 'silent'
                  AND void_reason = 'replaced' AND voided_at = :created_at),
              'nothing', :created_at, (SELECT coalesce(max(serial), 0) + 1 FROM invoices))
            """)
        .bind("id", invoice.id().value())
        .bind("tenant", tenant.hex())
        .bind("number", number)
        .bind("total", invoice.total().amount())
        .bind("currency", invoice.total().currency().word())
        .bind("cents", cents)
        .bind("start", span.start().getEpochSecond())
        .bind("end", span.end().getEpochSecond())
        .bind("created_at", invoice.createdAt().getEpochSecond())
        .bind("due_at", dueAt(grace))
        .bind("grace_left", graceLeft(grace))
        .execute();
    COUNTS.move(tx, null, ListCounts.Key.ofStatus("invoices", "open"));
  }

  private static void update(Tx tx, Invoice invoice) {
    if (invoice.state() instanceof State.Open(var grace)) {
      tx.handle()
          .createUpdate(
              "UPDATE invoices SET due_at = :due_at, grace_left = :grace_left WHERE id = :id")
          .bind("id", invoice.id().value())
          .bind("due_at", dueAt(grace))
          .bind("grace_left", graceLeft(grace))
          .execute();
    } else {
      close(tx, invoice);
    }
  }

  /// A closed invoice is no longer collected.
  private static void close(Tx tx, Invoice invoice) {
    var paid = invoice.state() instanceof State.Paid state ? state : null;
    var voided = invoice.state() instanceof State.Voided state ? state : null;
    var before =
        tx.handle()
            .select("SELECT status FROM invoices WHERE id = ?", invoice.id().value())
            .mapTo(String.class)
            .one();
    COUNTS.move(
        tx,
        ListCounts.Key.ofStatus("invoices", before),
        ListCounts.Key.ofStatus("invoices", paid == null ? "void" : "paid"));
    tx.handle()
        .createUpdate(
            """
            UPDATE invoices SET status = :status, paid_at = :paid_at, method = :method,
                   payment_id = :payment_id, voided_at = :voided_at, void_reason = :reason,
                   passes_on = :passes_on, replaced_by = :replaced_by, stage = 'resting', look_at = NULL
             WHERE id = :id
            """)
        .bind("id", invoice.id().value())
        .bind("status", paid == null ? "void" : "paid")
        .bind("passes_on", voided == null ? null : seconds(voided.passesOn()))
        .bind("replaced_by", replacementOf(voided))
        .bind("paid_at", paid == null ? null : Long.valueOf(paid.at().getEpochSecond()))
        .bind("method", paid == null ? null : word(paid.method()))
        .bind("payment_id", paid == null ? null : paid.paymentId())
        .bind("voided_at", voided == null ? null : Long.valueOf(voided.at().getEpochSecond()))
        .bind("reason", voided == null ? null : word(voided.reason()))
        .execute();
  }

  private static @Nullable String replacementOf(State.@Nullable Voided voided) {
    var replacement = voided == null ? null : voided.replacedBy();
    return replacement == null ? null : replacement.value();
  }

  private static void insert(Tx tx, PublicKey tenant, long number, Entry entry) {
    var line = InvoiceLine.of(entry.item());
    tx.handle()
        .createUpdate(
            """
            INSERT INTO invoice_items (id, tenant_pubkey, number, kind, relay_id, plan_id, price,
              amount, activity_id, payment_id, gives_back, refund_id, reverses, period_start,
              period_end, created_at, invoice_id, forgiven_on, year_free_months)
            VALUES (:id, :tenant, :number, :kind, :relay, :plan, :price, :amount, :activity,
              :payment, :gives_back, :refund, :reverses, :start, :end, :created_at, :invoice,
              :forgiven, :year_free_months)
            """)
        .bind("id", entry.item().id().value())
        .bind("tenant", tenant.hex())
        .bind("number", number)
        .bind("kind", line.kind())
        .bind("relay", line.subject().relayId())
        .bind("plan", line.subject().planId())
        .bind("price", line.subject().price().amount())
        .bind("amount", entry.item().amount().units())
        .bind("activity", line.activityId())
        .bind("payment", line.paymentId())
        .bind("gives_back", line.givesBack())
        .bind("refund", line.source().refundId())
        .bind("reverses", line.source().reverses())
        .bind("start", line.start().getEpochSecond())
        .bind("end", line.end().getEpochSecond())
        .bind("created_at", entry.item().at().getEpochSecond())
        .bind("invoice", invoiceOf(entry.place()))
        .bind("forgiven", forgivenOn(entry.place()))
        .bind("year_free_months", BillingPeriodStore.value(line.subject().period()))
        .execute();
  }

  private static void move(Tx tx, Entry entry) {
    tx.handle()
        .createUpdate(
            """
            UPDATE invoice_items SET invoice_id = :invoice, forgiven_on = :forgiven WHERE id = :id
            """)
        .bind("id", entry.item().id().value())
        .bind("invoice", invoiceOf(entry.place()))
        .bind("forgiven", forgivenOn(entry.place()))
        .execute();
  }

  private static Invoice invoice(ResultSet row, Currency currency) throws SQLException {
    return new Invoice(
        new InvoiceId(row.getString("id")),
        new Money(row.getLong("total"), currency),
        Instant.ofEpochSecond(row.getLong("created_at")),
        state(row));
  }

  private static State state(ResultSet row) throws SQLException {
    return switch (row.getString("status")) {
      case "open" -> new State.Open(readGrace(row));
      case "paid" ->
          new State.Paid(
              Instant.ofEpochSecond(row.getLong("paid_at")),
              Invoice.Method.valueOf(row.getString("method").toUpperCase(Locale.ROOT)),
              row.getString("payment_id"));
      case "void" ->
          new State.Voided(
              Instant.ofEpochSecond(row.getLong("voided_at")),
              Invoice.Reason.valueOf(row.getString("void_reason").toUpperCase(Locale.ROOT)),
              PaymentStore.instant(row, "passes_on"),
              PaymentStore.invoice(row, "replaced_by"));
      default -> throw new IllegalStateException("no status: " + row.getString("status"));
    };
  }

  static Grace readGrace(ResultSet row) throws SQLException {
    var due = row.getLong("due_at");
    return row.wasNull()
        ? new Grace.Still(Duration.ofSeconds(row.getLong("grace_left")))
        : new Grace.Running(Instant.ofEpochSecond(due));
  }

  private static Item item(ResultSet row, Map<String, Item.Charge> charges, Currency currency)
      throws SQLException {
    var amount = row.getLong("amount");
    var at = Instant.ofEpochSecond(row.getLong("created_at"));
    if (row.getString("kind").equals("charge")) {
      return charge(row, new Money(amount, currency), currency);
    }
    var payment = row.getString("payment_id");
    if (payment != null) {
      return new Item.Surplus(payment, at, new Money(-amount, currency));
    }
    var refund = row.getString("refund_id");
    if (refund != null) {
      return row.getString("kind").equals("refund")
          ? new Item.CreditReversal(
              refund, new Item.Id(row.getString("reverses")), at, new Money(amount, currency))
          : new Item.RestoredCredit(refund, at, new Money(-amount, currency));
    }
    var id = row.getString("id");
    if (id.startsWith(Item.Adjustment.PREFIX)) {
      return new Item.Adjustment(
          id.substring(Item.Adjustment.PREFIX.length()), at, new Money(-amount, currency));
    }
    var charge = charges.get(row.getString("gives_back"));
    if (charge == null) {
      throw new IllegalStateException("the credit " + row.getString("id") + " has no charge");
    }
    return new Item.Credit(charge, row.getString("activity_id"), at, new Money(-amount, currency));
  }

  private static Item.Charge charge(ResultSet row, Money cost, Currency currency)
      throws SQLException {
    var activity = row.getString("activity_id");
    return new Item.Charge(
        cause(row.getString("id"), activity),
        new Item.Subject(
            row.getString("relay_id"),
            row.getString("plan_id"),
            new Money(row.getLong("price"), currency),
            BillingPeriodStore.read(row)),
        new Span(
            Instant.ofEpochSecond(row.getLong("period_start")),
            Instant.ofEpochSecond(row.getLong("period_end"))),
        cost);
  }

  private static Item.Cause cause(String id, @Nullable String activity) {
    if (activity == null) {
      return new Item.Cause.PeriodStart();
    }
    var isReserved = id.endsWith(Item.Charge.RESERVED);
    return isReserved ? new Item.Cause.Reservation(activity) : new Item.Cause.Activity(activity);
  }

  private static Place place(ResultSet row) throws SQLException {
    var invoice = row.getString("invoice_id");
    if (invoice != null) {
      return new Place.On(new InvoiceId(invoice));
    }
    var forgiven = row.getString("forgiven_on");
    return forgiven == null ? new Place.Unbilled() : new Place.Forgiven(new InvoiceId(forgiven));
  }

  private static @Nullable String invoiceOf(Place place) {
    return place instanceof Place.On(var id) ? id.value() : null;
  }

  private static @Nullable String forgivenOn(Place place) {
    return place instanceof Place.Forgiven(var id) ? id.value() : null;
  }

  private static @Nullable Long seconds(@Nullable Instant instant) {
    return instant == null ? null : Long.valueOf(instant.getEpochSecond());
  }

  static @Nullable Long dueAt(@Nullable Grace grace) {
    return grace instanceof Grace.Running(var due) ? Long.valueOf(due.getEpochSecond()) : null;
  }

  static @Nullable Long graceLeft(@Nullable Grace grace) {
    return grace instanceof Grace.Still(var left) ? Long.valueOf(left.toSeconds()) : null;
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
