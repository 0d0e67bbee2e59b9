package caravel.control.billing;

import caravel.control.billing.core.InvoiceId;
import caravel.control.db.Tx;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.money.Rate;
import caravel.nostr.Hex;
import caravel.nostr.Sha256;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Pages opened and intents made at the card processor, and what it told us.
final class CardStore {
  static final Duration EVENTS_KEPT = Duration.ofDays(90);

  /// So long after an invoice was closed, no charge of it is on its way to the processor any more.
  static final Duration ON_ITS_WAY_MAX = Duration.ofHours(1);

  /// An attempt that can bring nothing we want, because its invoice is closed. One of which the
  /// processor has told nothing is left alone while it may still be on its way there.
  static final String INTENT_IS_LEFT_OVER =
      """
      c.state = 'unsettled' AND i.status <> 'open'
        AND (c.intent_id <> '' OR coalesce(i.paid_at, i.voided_at) <= ?)
      """;

  /// Of the facts in a key.
  private static final int KEY_CHARACTERS = 40;

  /// A page on which an invoice can be paid.
  ///
  /// @param price what it asks for
  record Page(String id, InvoiceId invoice, String url, Price price, Instant expiresAt) {}

  /// @param cents what the card is charged
  /// @param worth what it settles, in the minor unit of the prices' currency
  record Price(Money cents, long worth) {
    /// The same worth at what the processor was really asked for.
    Price asked(Money asked) {
      return new Price(asked, worth);
    }
  }

  /// One attempt on a saved card.
  ///
  /// @param id ours, which is the idempotency key at the processor
  /// @param intentId the processor's; `""` = not known yet
  record Intent(
      String id,
      InvoiceId invoice,
      String intentId,
      String paymentMethod,
      Price price,
      Instant createdAt) {}

  /// @param rate by which it was priced; null = none was needed
  void insert(Tx tx, Page page, @Nullable Rate rate) {
    tx.handle()
        .execute(
            """
            INSERT INTO checkouts (id, invoice_id, url, cents, worth, rate_usd_cents, rate_source,
              rate_at, created_at, expires_at, state)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open') ON CONFLICT (id) DO NOTHING
            """,
            page.id(),
            page.invoice().value(),
            page.url(),
            page.price().cents().amount(),
            page.price().worth(),
            RateColumns.cents(rate),
            RateColumns.source(rate),
            RateColumns.at(rate),
            tx.seconds(),
            page.expiresAt().getEpochSecond());
  }

  List<Page> openPages(Tx tx, InvoiceId invoice) {
    return tx.handle()
        .select(
            """
            SELECT * FROM checkouts WHERE invoice_id = ? AND state = 'open' ORDER BY created_at, id
            """,
            invoice.value())
        .map((row, _) -> page(row))
        .list();
  }

  /// How many pages were opened for an invoice so far.
  long pages(Tx tx, InvoiceId invoice) {
    return tx.handle()
        .select("SELECT count(*) FROM checkouts WHERE invoice_id = ?", invoice.value())
        .mapTo(long.class)
        .one();
  }

  Optional<Page> page(Tx tx, String id) {
    return tx.handle()
        .select("SELECT * FROM checkouts WHERE id = ?", id)
        .map((row, _) -> page(row))
        .findOne();
  }

  /// Pages that are open for nothing: their invoice is closed.
  ///
  /// @param after those behind it, in the order in which they end
  List<Page> leftOverPages(Tx tx, ScanCursor after, int limit) {
    return tx.handle()
        .select(
            """
            SELECT c.* FROM checkouts c JOIN invoices i ON i.id = c.invoice_id
             WHERE c.state = 'open' AND i.status <> 'open' AND (c.expires_at, c.id) > (?, ?)
             ORDER BY c.expires_at, c.id LIMIT ?
            """,
            after.at(),
            after.id(),
            limit)
        .map((row, _) -> page(row))
        .list();
  }

  /// @param state `paid` or `expired`
  void closed(Tx tx, String page, String state) {
    tx.handle()
        .execute("UPDATE checkouts SET state = ? WHERE id = ? AND state = 'open'", state, page);
  }

  /// @param rate by which it was priced; null = none was needed
  void insert(Tx tx, Intent intent, @Nullable Rate rate) {
    tx.handle()
        .execute(
            """
            INSERT INTO card_intents (id, invoice_id, intent_id, payment_method, cents, worth,
              rate_usd_cents, rate_source, rate_at, created_at, state, code)
            VALUES (?, ?, '', ?, ?, ?, ?, ?, ?, ?, 'unsettled', '')
            """,
            intent.id(),
            intent.invoice().value(),
            intent.paymentMethod(),
            intent.price().cents().amount(),
            intent.price().worth(),
            RateColumns.cents(rate),
            RateColumns.source(rate),
            RateColumns.at(rate),
            intent.createdAt().getEpochSecond());
  }

  /// The key of the next attempt on a saved card, made from natural facts: the tenant, the lines of
  /// the invoice and the number of the attempt. A database restored from a copy therefore asks for
  /// the same charge again instead of a second one (M4).
  String nextKey(Tx tx, InvoiceId invoice) {
    var lines =
        tx.handle()
            .select(
                """
                SELECT i.tenant_pubkey || ' ' || t.id FROM invoice_items t
                  JOIN invoices i ON i.id = t.invoice_id WHERE i.id = ? ORDER BY t.id
                """,
                invoice.value())
            .mapTo(String.class)
            .list();
    var text = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    var facts = Hex.encode(Sha256.of(text)).substring(0, KEY_CHARACTERS);
    var number =
        tx.handle()
            .select(
                "SELECT count(*) FROM card_intents WHERE id > ? AND id < ?",
                facts + "-",
                facts + ".")
            .mapTo(long.class)
            .one();
    return facts + "-" + number;
  }

  /// There is at most one for each invoice.
  Optional<Intent> unsettled(Tx tx, InvoiceId invoice) {
    return tx.handle()
        .select(
            "SELECT * FROM card_intents WHERE invoice_id = ? AND state = 'unsettled'",
            invoice.value())
        .map((row, _) -> intent(row))
        .findOne();
  }

  /// @param billing now, by the clock that invoices go by
  /// @param after those behind it, in the order in which they were made
  List<Intent> leftOverIntents(Tx tx, Instant billing, ScanCursor after, int limit) {
    return tx.handle()
        .select(
            "SELECT c.* FROM card_intents c JOIN invoices i ON i.id = c.invoice_id WHERE "
                + INTENT_IS_LEFT_OVER
                + "AND (c.created_at, c.id) > (?, ?) ORDER BY c.created_at, c.id LIMIT ?",
            billing.minus(ON_ITS_WAY_MAX).getEpochSecond(),
            after.at(),
            after.id(),
            limit)
        .map((row, _) -> intent(row))
        .list();
  }

  /// The processor's id of whoever an invoice is for.
  String customer(Tx tx, InvoiceId invoice) {
    return tx.handle()
        .select(
            """
            SELECT t.stripe_customer_id FROM invoices i JOIN tenants t ON t.pubkey = i.tenant_pubkey
             WHERE i.id = ?
            """,
            invoice.value())
        .mapTo(String.class)
        .one();
  }

  Optional<Intent> byIntentId(Tx tx, String intentId) {
    return tx.handle()
        .select("SELECT * FROM card_intents WHERE intent_id = ? AND intent_id <> ''", intentId)
        .map((row, _) -> intent(row))
        .findFirst();
  }

  Optional<Intent> byKey(Tx tx, String key) {
    return tx.handle()
        .select("SELECT * FROM card_intents WHERE id = ?", key)
        .map((row, _) -> intent(row))
        .findOne();
  }

  void known(Tx tx, String id, String intentId) {
    tx.handle()
        .execute(
            "UPDATE card_intents SET intent_id = ? WHERE id = ? AND ? <> ''",
            intentId,
            id,
            intentId);
  }

  /// @param state `succeeded`, `failed` or `cancelled`
  /// @param code the processor's, for the log
  void ended(Tx tx, String id, String state, String code) {
    tx.handle()
        .execute(
            "UPDATE card_intents SET state = ?, code = ? WHERE id = ? AND state = 'unsettled'",
            state,
            code,
            id);
  }

  /// Remembers an event of the processor, and forgets those that do not come again: it repeats one
  /// for three days, people have it sent again for a month.
  ///
  /// @return whether it was not known yet
  boolean isNew(Tx tx, String eventId, String type) {
    tx.handle()
        .execute(
            "DELETE FROM stripe_events WHERE received_at < ?",
            tx.now().minus(EVENTS_KEPT).getEpochSecond());
    return tx.handle()
            .execute(
                """
                INSERT INTO stripe_events (id, type, received_at) VALUES (?, ?, ?)
                ON CONFLICT (id) DO NOTHING
                """,
                eventId,
                type,
                tx.seconds())
        == 1;
  }

  private static Page page(ResultSet row) throws SQLException {
    return new Page(
        row.getString("id"),
        new InvoiceId(row.getString("invoice_id")),
        row.getString("url"),
        new Price(new Money(row.getLong("cents"), Currency.USD), row.getLong("worth")),
        Instant.ofEpochSecond(row.getLong("expires_at")));
  }

  private static Intent intent(ResultSet row) throws SQLException {
    return new Intent(
        row.getString("id"),
        new InvoiceId(row.getString("invoice_id")),
        row.getString("intent_id"),
        row.getString("payment_method"),
        new Price(new Money(row.getLong("cents"), Currency.USD), row.getLong("worth")),
        Instant.ofEpochSecond(row.getLong("created_at")));
  }
}
