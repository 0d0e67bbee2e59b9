package caravel.control.billing;

import caravel.control.billing.core.Collecting;
import caravel.control.billing.core.Collection;
import caravel.control.billing.core.Collection.Attempt;
import caravel.control.billing.core.Collection.OurSide;
import caravel.control.billing.core.Collection.Told;
import caravel.control.billing.core.Grace;
import caravel.control.billing.core.InvoiceId;
import caravel.control.db.Tx;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How far the collecting of each invoice is.
final class InvoiceCollectionStore {
  /// A network effect that waits to be performed.
  record Pending(InvoiceId invoice, String effect) {}

  Optional<InvoiceCollection> byId(Tx tx, InvoiceId id, Instant now) {
    return tx.handle()
        .select("SELECT * FROM invoices WHERE id = ?", id.value())
        .map((row, _) -> read(row, now))
        .findOne();
  }

  List<InvoiceCollection> open(Tx tx, PublicKey tenant, Instant now) {
    return tx.handle()
        .select(
            """
            SELECT * FROM invoices WHERE tenant_pubkey = ? AND status = 'open' ORDER BY number
            """,
            tenant.hex())
        .map((row, _) -> read(row, now))
        .list();
  }

  /// Open invoices of which a payment is in flight or unknown.
  Set<InvoiceId> paying(Tx tx, PublicKey tenant, Instant now) {
    var paying = new HashSet<InvoiceId>();
    for (var dun : open(tx, tenant, now)) {
      if (dun.collection().isPaying()) {
        paying.add(dun.id());
      }
    }
    return paying;
  }

  /// Keeps how far an open invoice is, and when to look at it again.
  void save(Tx tx, InvoiceId id, Collection.Open open, Instant now) {
    var attempt = open.attempt();
    tx.handle()
        .createUpdate(
            """
            UPDATE invoices SET attempt = :attempt, attempt_at = :at, attempt_count = :count,
                   attempt_sentence = :sentence, our_side = :our_side, told = :told,
                   look_at = :look_at, due_at = :due_at, grace_left = :grace_left
             WHERE id = :id
            """)
        .bind("id", id.value())
        .bind("attempt", word(attempt))
        .bind("at", at(attempt).getEpochSecond())
        .bind("count", count(attempt))
        .bind("sentence", attempt instanceof Attempt.Cancelling(_, var said) ? said : "")
        .bind("our_side", TenantLedgerStore.word(open.ourSide()))
        .bind("told", TenantLedgerStore.word(open.told()))
        .bind("look_at", Collecting.nextLook(open, now).getEpochSecond())
        .bind("due_at", TenantLedgerStore.dueAt(open.grace()))
        .bind("grace_left", TenantLedgerStore.graceLeft(open.grace()))
        .execute();
  }

  /// A payment method that is asked automatically.
  enum Rail {
    WALLET("wallet_tried_at"),
    CARD("card_tried_at");

    private final String column;

    Rail(String column) {
      this.column = column;
    }
  }

  /// When a method was last asked automatically for an invoice.
  ///
  /// @return null = never, or not since it is new
  @Nullable Instant triedAt(Tx tx, InvoiceId id, Rail rail) {
    return tx.handle()
        .select(
            "SELECT " + rail.column + " FROM invoices WHERE id = ? AND " + rail.column + " > 0",
            id.value())
        .map((row, _) -> Instant.ofEpochSecond(row.getLong(1)))
        .findOne()
        .orElse(null);
  }

  /// @param at null = as if it had never been asked
  void tried(Tx tx, InvoiceId id, Rail rail, @Nullable Instant at) {
    tx.handle()
        .execute(
            "UPDATE invoices SET " + rail.column + " = ? WHERE id = ?",
            at == null ? 0 : at.getEpochSecond(),
            id.value());
  }

  /// Whether the tenant was asked to pay for an invoice that was replaced and had the same due
  /// date: a replacement inherits it, so both belong to one grace.
  boolean wasAskedBefore(Tx tx, InvoiceId id) {
    return tx.handle()
            .select(
                """
                SELECT count(*) FROM invoices i JOIN invoices o
                    ON o.tenant_pubkey = i.tenant_pubkey AND o.due_at = i.due_at AND o.id <> i.id
                 WHERE i.id = ? AND o.status = 'void' AND o.told <> 'nothing'
                """,
                id.value())
            .mapTo(long.class)
            .one()
        > 0;
  }

  /// @return `""` = none
  String pendingOf(Tx tx, InvoiceId id) {
    return tx.handle()
        .select("SELECT pending_effect FROM invoices WHERE id = ?", id.value())
        .mapTo(String.class)
        .findOne()
        .orElse("");
  }

  /// An invoice at which time may have changed something.
  ///
  /// @param cursor where it stands among them
  record Due(InvoiceId invoice, ScanCursor cursor) {}

  /// Those that stand after a mark.
  List<Due> due(Tx tx, Instant now, ScanCursor after, int limit) {
    return tx.handle()
        .select(
            """
            SELECT id, look_at FROM invoices WHERE look_at <= ? AND (look_at, id) > (?, ?)
            ORDER BY look_at, id LIMIT ?
            """,
            now.getEpochSecond(),
            after.at(),
            after.id(),
            limit)
        .map((row, _) -> {
          var id = row.getString(1);
          return new Due(new InvoiceId(id), new ScanCursor(row.getLong(2), id));
        })
        .list();
  }

  /// When time may change something next, later than an instant; null = nowhere.
  @Nullable Instant nextDue(Tx tx, Instant after) {
    return tx.handle()
        .select("SELECT min(look_at) FROM invoices WHERE look_at > ?", after.getEpochSecond())
        .map((row, _) -> row.getLong(1))
        .findOne()
        .filter(at -> at > 0)
        .map(Instant::ofEpochSecond)
        .orElse(null);
  }

  /// @param effect `""` = none waits
  void pending(Tx tx, InvoiceId id, String effect) {
    tx.handle().execute("UPDATE invoices SET pending_effect = ? WHERE id = ?", effect, id.value());
  }

  /// An effect was performed; another that has come meanwhile stays.
  void performed(Tx tx, Pending pending) {
    tx.handle()
        .execute(
            "UPDATE invoices SET pending_effect = '' WHERE id = ? AND pending_effect = ?",
            pending.invoice().value(),
            pending.effect());
  }

  /// Whether an effect still waits: it may have been performed since it was read, and something
  /// else have come.
  boolean isPending(Tx tx, Pending pending) {
    return tx.handle()
        .select(
            "SELECT count(*) FROM invoices WHERE id = ? AND pending_effect = ?",
            pending.invoice().value(),
            pending.effect())
        .mapTo(boolean.class)
        .one();
  }

  /// @param after `""` = from the first on
  List<Pending> pending(Tx tx, String after, int limit) {
    return tx.handle()
        .select(
            """
            SELECT id, pending_effect FROM invoices WHERE pending_effect <> '' AND id > ?
            ORDER BY id LIMIT ?
            """,
            after,
            limit)
        .map((row, _) -> new Pending(new InvoiceId(row.getString(1)), row.getString(2)))
        .list();
  }

  private static InvoiceCollection read(ResultSet row, Instant now) throws SQLException {
    var collection = collection(row);
    var due =
        collection instanceof Collection.Open open
                && open.grace().running(now) instanceof Grace.Running(var at)
            ? at
            : Instant.ofEpochSecond(row.getLong("due_at"));
    return new InvoiceCollection(
        new InvoiceId(row.getString("id")),
        new PublicKey(row.getString("tenant_pubkey")),
        new Money(row.getLong("total"), Currency.named(row.getString("currency")).orElseThrow()),
        due,
        collection);
  }

  private static Collection collection(ResultSet row) throws SQLException {
    return switch (row.getString("status")) {
      case "open" ->
          new Collection.Open(
              TenantLedgerStore.readGrace(row),
              attempt(row),
              OurSide.valueOf(row.getString("our_side").toUpperCase(Locale.ROOT)),
              Told.valueOf(row.getString("told").toUpperCase(Locale.ROOT)));
      case "paid" -> new Collection.Settled(row.getString("payment_id"));
      default -> new Collection.Voided();
    };
  }

  private static Attempt attempt(ResultSet row) throws SQLException {
    var at = Instant.ofEpochSecond(row.getLong("attempt_at"));
    var count = row.getInt("attempt_count");
    return switch (row.getString("attempt")) {
      case "resting" -> new Attempt.Resting(at);
      case "looking_back" -> new Attempt.LookingBack(at);
      case "paying" -> new Attempt.Paying(at);
      case "pay_unknown" -> new Attempt.PayUnknown(at, count);
      case "charging" -> new Attempt.Charging(at);
      case "charge_unknown" -> new Attempt.ChargeUnknown(at, count);
      case "cancelling" -> new Attempt.Cancelling(at, row.getString("attempt_sentence"));
      default -> throw new IllegalStateException("no attempt: " + row.getString("attempt"));
    };
  }

  private static String word(Attempt attempt) {
    return switch (attempt) {
      case Attempt.Resting _ -> "resting";
      case Attempt.LookingBack _ -> "looking_back";
      case Attempt.Paying _ -> "paying";
      case Attempt.PayUnknown _ -> "pay_unknown";
      case Attempt.Charging _ -> "charging";
      case Attempt.ChargeUnknown _ -> "charge_unknown";
      case Attempt.Cancelling _ -> "cancelling";
    };
  }

  private static Instant at(Attempt attempt) {
    return switch (attempt) {
      case Attempt.Resting(var until) -> until;
      case Attempt.LookingBack(var since) -> since;
      case Attempt.Paying(var since) -> since;
      case Attempt.PayUnknown(var since, _) -> since;
      case Attempt.Charging(var since) -> since;
      case Attempt.ChargeUnknown(var since, _) -> since;
      case Attempt.Cancelling(var since, _) -> since;
    };
  }

  private static int count(Attempt attempt) {
    return switch (attempt) {
      case Attempt.PayUnknown(_, var looks) -> looks;
      case Attempt.ChargeUnknown(_, var repeats) -> repeats;
      case Attempt.Resting _,
          Attempt.LookingBack _,
          Attempt.Paying _,
          Attempt.Charging _,
          Attempt.Cancelling _ ->
          0;
    };
  }
}
