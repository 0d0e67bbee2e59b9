package caravel.control.billing;

import caravel.control.billing.core.Collecting;
import caravel.control.billing.core.Collection;
import caravel.control.billing.core.Collection.NoticeStage;
import caravel.control.billing.core.Collection.RailStatus;
import caravel.control.billing.core.Collection.Stage;
import caravel.control.billing.core.Grace;
import caravel.control.db.Tx;
import caravel.control.money.Currency;
import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import caravel.control.money.PaymentRail;
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

/// Stores the collection state of invoices.
final class InvoiceCollectionStore {
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

  /// Open invoices with a payment under way or unknown.
  Set<InvoiceId> paying(Tx tx, PublicKey tenant, Instant now) {
    var paying = new HashSet<InvoiceId>();
    for (var dun : open(tx, tenant, now)) {
      if (dun.collection().isPaying()) {
        paying.add(dun.id());
      }
    }
    return paying;
  }

  /// Saves the state of an open invoice, and the time of its next look.
  void save(Tx tx, InvoiceId id, Collection.Open open, Instant now) {
    var look = Collecting.nextLook(open, now);
    tx.handle()
        .createUpdate(
            """
            UPDATE invoices SET stage = :stage, stage_at = :at, our_side = :our_side, told = :told,
                   look_at = :look_at, due_at = :due_at, grace_left = :grace_left
             WHERE id = :id
            """)
        .bind("id", id.value())
        .bind("stage", word(open.stage()))
        .bind("at", at(open.stage(), now).getEpochSecond())
        .bind("our_side", TenantLedgerStore.word(open.railStatus()))
        .bind("told", TenantLedgerStore.word(open.noticeStage()))
        .bind("look_at", look == null ? null : Long.valueOf(look.getEpochSecond()))
        .bind("due_at", TenantLedgerStore.dueAt(open.grace()))
        .bind("grace_left", TenantLedgerStore.graceLeft(open.grace()))
        .execute();
  }

  /// The time of the last automatic attempt on a payment method.
  ///
  /// @return null = there was none, or none since the method was connected
  @Nullable Instant triedAt(Tx tx, InvoiceId id, PaymentRail rail) {
    var column = triedColumn(rail);
    return tx.handle()
        .select(
            "SELECT " + column + " FROM invoices WHERE id = ? AND " + column + " > 0", id.value())
        .map((row, _) -> Instant.ofEpochSecond(row.getLong(1)))
        .findOne()
        .orElse(null);
  }

  /// @param at null = forgets the last attempt
  void tried(Tx tx, InvoiceId id, PaymentRail rail, @Nullable Instant at) {
    tx.handle()
        .execute(
            "UPDATE invoices SET " + triedColumn(rail) + " = ? WHERE id = ?",
            at == null ? 0 : at.getEpochSecond(),
            id.value());
  }

  private static String triedColumn(PaymentRail rail) {
    return switch (rail) {
      case LIGHTNING -> "wallet_tried_at";
      case CARD -> "card_tried_at";
      case CHECKOUT -> throw new IllegalArgumentException("a page is not opened automatically");
    };
  }

  /// Whether the tenant was asked to pay the invoice that this one replaced within the same grace.
  /// A replacement keeps the due date, so the same due date means the same grace.
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

  /// An invoice that the passing of time may have changed.
  ///
  /// @param cursor its position in the scan
  record Due(InvoiceId invoice, ScanCursor cursor) {}

  /// Lists the invoices due after a cursor.
  List<Due> due(Tx tx, Instant now, ScanCursor after, int limit) {
    return tx.handle()
        .select(
            """
            SELECT id, look_at FROM invoices
             WHERE look_at IS NOT NULL AND look_at <= ? AND (look_at, id) > (?, ?)
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

  /// The next time after `now` at which an invoice is due; null = none is.
  @Nullable Instant nextDue(Tx tx, Instant after) {
    return tx.handle()
        .select("SELECT min(look_at) FROM invoices WHERE look_at > ?", after.getEpochSecond())
        .map((row, _) -> row.getLong(1))
        .findOne()
        .filter(at -> at > 0)
        .map(Instant::ofEpochSecond)
        .orElse(null);
  }

  /// An invoice whose stage needs the network.
  record Work(InvoiceId invoice, Stage stage) {}

  /// @param after `""` = from the start
  List<Work> work(Tx tx, String after, int limit) {
    return tx.handle()
        .select(
            """
            SELECT id, stage, stage_at FROM invoices
             WHERE stage IN ('resolving', 'asking_wallet', 'charging_card') AND id > ?
             ORDER BY id LIMIT ?
            """,
            after,
            limit)
        .map((row, _) -> new Work(new InvoiceId(row.getString("id")), stage(row)))
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
              stage(row),
              RailStatus.valueOf(row.getString("our_side").toUpperCase(Locale.ROOT)),
              NoticeStage.valueOf(row.getString("told").toUpperCase(Locale.ROOT)));
      case "paid" -> new Collection.Settled(row.getString("payment_id"));
      case "void" -> new Collection.Voided();
      default -> throw new IllegalStateException("no status: " + row.getString("status"));
    };
  }

  private static Stage stage(ResultSet row) throws SQLException {
    var at = Instant.ofEpochSecond(row.getLong("stage_at"));
    return switch (row.getString("stage")) {
      case "resting" -> new Stage.Resting(at);
      case "resolving" -> new Stage.Resolving();
      case "asking_wallet" -> new Stage.AskingWallet();
      case "charging_card" -> new Stage.ChargingCard();
      case "waiting_lightning" -> new Stage.Waiting(PaymentRail.LIGHTNING, at);
      case "waiting_checkout" -> new Stage.Waiting(PaymentRail.CHECKOUT, at);
      case "waiting_card" -> new Stage.Waiting(PaymentRail.CARD, at);
      default -> throw new IllegalStateException("no stage: " + row.getString("stage"));
    };
  }

  private static String word(Stage stage) {
    return switch (stage) {
      case Stage.Resting _ -> "resting";
      case Stage.Resolving _ -> "resolving";
      case Stage.AskingWallet _ -> "asking_wallet";
      case Stage.ChargingCard _ -> "charging_card";
      case Stage.Waiting(var rail, _) -> "waiting_" + TenantLedgerStore.word(rail);
    };
  }

  private static Instant at(Stage stage, Instant now) {
    return switch (stage) {
      case Stage.Resting(var until) -> until;
      case Stage.Waiting(_, var since) -> since;
      case Stage.Resolving _, Stage.AskingWallet _, Stage.ChargingCard _ -> now;
    };
  }
}
