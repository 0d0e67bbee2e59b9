package caravel.control.notify;

import caravel.control.db.Tx;
import caravel.control.http.ListQuery;
import caravel.control.notify.Receipt.Answer;
import caravel.control.notify.Receipt.Copy;
import caravel.control.notify.StoredNotice.Progress;
import caravel.control.notify.StoredNotice.State;
import caravel.control.notify.StoredNotice.Wraps;
import caravel.nostr.EventJson;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/// The tables `notices` and `notice_receipts`.
final class NoticeStore {
  private static final String MATCHING =
      """
      tenant_pubkey = :tenant
      AND (:state = '' OR state = :state)
      AND (:q = '' OR id = :id OR subject = :id OR kind LIKE :pattern ESCAPE :escape
           OR lower(text) LIKE :pattern ESCAPE :escape)
      """;

  /// Inserts a notice and returns its id; empty = it exists, or the tenant has closed the account.
  Optional<String> insert(Tx tx, Notice notice) {
    var id = tx.newId();
    var inserted =
        tx.handle()
            .createUpdate(
                """
                INSERT INTO notices (id, tenant_pubkey, subject, kind, text, created_at, state, retry_at)
                SELECT :id, :tenant, :subject, :kind, :text, :now, 'waiting', :now
                 WHERE NOT EXISTS (
                   SELECT 1 FROM tenants WHERE pubkey = :tenant AND closed_at IS NOT NULL)
                ON CONFLICT (tenant_pubkey, subject, kind) DO NOTHING
                """)
            .bind("id", id)
            .bind("tenant", notice.tenant().hex())
            .bind("subject", notice.subject())
            .bind("kind", notice.kind().word())
            .bind("text", notice.text())
            .bind("now", tx.seconds())
            .execute();
    return inserted > 0 ? Optional.of(id) : Optional.empty();
  }

  /// Deletes all notices to a tenant.
  void deleteAll(Tx tx, PublicKey tenant) {
    tx.handle()
        .execute(
            """
            DELETE FROM notice_receipts WHERE notice_id IN (
              SELECT id FROM notices WHERE tenant_pubkey = ?)
            """,
            tenant.hex());
    tx.handle().execute("DELETE FROM notices WHERE tenant_pubkey = ?", tenant.hex());
  }

  /// The due notices, the longest due first.
  List<StoredNotice> due(Tx tx, Instant now, int limit) {
    return tx.handle()
        .createQuery(
            "SELECT * FROM notices WHERE retry_at <= :now ORDER BY retry_at, id LIMIT :limit")
        .bind("now", now.getEpochSecond())
        .bind("limit", limit)
        .map((row, _) -> read(tx, row))
        .list();
  }

  Optional<Instant> nextDue(Tx tx) {
    return tx.handle()
        .createQuery(
            "SELECT retry_at FROM notices WHERE retry_at IS NOT NULL ORDER BY retry_at LIMIT 1")
        .map((row, _) -> Instant.ofEpochSecond(row.getLong(1)))
        .findOne();
  }

  /// Stores the wraps, unless there are some.
  void keep(Tx tx, String id, Wraps wraps) {
    tx.handle()
        .createUpdate(
            "UPDATE notices SET wrap = :wrap, own_wrap = :own WHERE id = :id AND wrap = ''")
        .bind("id", id)
        .bind("wrap", EventJson.write(wraps.recipient()))
        .bind("own", EventJson.write(wraps.own()))
        .execute();
  }

  /// Empty if the tenant has closed the account in the meantime.
  Optional<StoredNotice> find(Tx tx, String id) {
    return tx.handle()
        .createQuery("SELECT * FROM notices WHERE id = :id")
        .bind("id", id)
        .map((row, _) -> read(tx, row))
        .findOne();
  }

  /// Finds a notice if it is still due.
  Optional<StoredNotice> stillDue(Tx tx, String id, Instant now) {
    return tx.handle()
        .createQuery("SELECT * FROM notices WHERE id = :id AND retry_at <= :now")
        .bind("id", id)
        .bind("now", now.getEpochSecond())
        .map((row, _) -> read(tx, row))
        .findOne();
  }

  /// @param retryAt null = nothing is left to do
  void moved(Tx tx, String id, State state, int attempts, @Nullable Instant retryAt) {
    tx.handle()
        .createUpdate(
            """
            UPDATE notices SET state = :state, attempts = :attempts, retry_at = :retry_at,
                   sent_at = CASE WHEN :state = 'sent' THEN coalesce(sent_at, :now) ELSE sent_at END
             WHERE id = :id
            """)
        .bind("id", id)
        .bind("state", state.word())
        .bind("attempts", attempts)
        .bind("retry_at", retryAt == null ? null : Long.valueOf(retryAt.getEpochSecond()))
        .bind("now", tx.seconds())
        .execute();
  }

  /// Deletes the wraps of finished messages, the oldest first. The notices and the relays' receipts
  /// stay.
  ///
  /// @param before latest end of a deleted message, inclusive
  /// @return number of messages
  int forgetWraps(Tx tx, Instant before, int limit) {
    return tx.handle()
        .createUpdate(
            """
            UPDATE notices SET wrap = '', own_wrap = '' WHERE id IN (
              SELECT id FROM notices
               WHERE wrap <> '' AND retry_at IS NULL AND created_at <= :before
                 AND coalesce(sent_at, 0) <= :before
               ORDER BY created_at LIMIT :limit)
            """)
        .bind("before", before.getEpochSecond())
        .bind("limit", limit)
        .execute();
  }

  /// Stores a relay's answer, unless the notice was deleted in the meantime.
  void save(Tx tx, String id, Receipt receipt) {
    tx.handle()
        .createUpdate(
            """
            INSERT INTO notice_receipts (notice_id, copy, relay, answer, text, tries, at)
            SELECT :id, :copy, :relay, :answer, :text, :tries, :at
             WHERE EXISTS (SELECT 1 FROM notices WHERE id = :id)
            ON CONFLICT (notice_id, copy, relay) DO UPDATE SET
              answer = excluded.answer, text = excluded.text, tries = excluded.tries,
              at = excluded.at
            """)
        .bind("id", id)
        .bind("copy", receipt.copy().word())
        .bind("relay", receipt.relay())
        .bind("answer", receipt.answer().word())
        .bind("text", receipt.text())
        .bind("tries", receipt.tries())
        .bind("at", receipt.at().getEpochSecond())
        .execute();
  }

  /// Lists notices, newest first; one row more than the limit if there are more.
  List<StoredNotice> list(Tx tx, PublicKey tenant, ListQuery query) {
    return matching(
            tx.handle()
                .createQuery(
                    "SELECT * FROM notices WHERE "
                        + MATCHING
                        + """
                        AND (created_at, id) < (:at, :last)
                        ORDER BY created_at DESC, id DESC LIMIT :limit
                        """),
            tenant,
            query)
        .bind("at", query.from().at())
        .bind("last", query.from().id())
        .bind("limit", query.limit() + 1)
        .map((row, _) -> read(tx, row))
        .list();
  }

  long matched(Tx tx, PublicKey tenant, ListQuery query) {
    return matching(
            tx.handle().createQuery("SELECT count(*) FROM notices WHERE " + MATCHING),
            tenant,
            query)
        .mapTo(long.class)
        .one();
  }

  long total(Tx tx, PublicKey tenant) {
    return tx.handle()
        .createQuery("SELECT count(*) FROM notices WHERE tenant_pubkey = :tenant")
        .bind("tenant", tenant.hex())
        .mapTo(long.class)
        .one();
  }

  private static <S extends SqlStatement<S>> S matching(
      S statement, PublicKey tenant, ListQuery query) {
    return statement
        .bind("tenant", tenant.hex())
        .bind("state", query.status())
        .bind("q", query.q())
        .bind("id", query.id())
        .bind("pattern", query.pattern())
        .bind("escape", "\\");
  }

  private static StoredNotice read(Tx tx, ResultSet row) throws SQLException {
    var id = row.getString("id");
    var wrap = row.getString("wrap");
    return new StoredNotice(
        id,
        new Notice(
            new PublicKey(row.getString("tenant_pubkey")),
            Notice.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
            row.getString("subject"),
            row.getString("text")),
        Instant.ofEpochSecond(row.getLong("created_at")),
        new Progress(
            State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
            wrap.isEmpty()
                ? null
                : new Wraps(EventJson.parse(wrap), EventJson.parse(row.getString("own_wrap"))),
            row.getInt("attempts")),
        receipts(tx, id));
  }

  private static List<Receipt> receipts(Tx tx, String id) {
    return tx.handle()
        .createQuery("SELECT * FROM notice_receipts WHERE notice_id = :id ORDER BY copy, relay")
        .bind("id", id)
        .map((row, _) ->
            new Receipt(
                Copy.valueOf(row.getString("copy").toUpperCase(Locale.ROOT)),
                row.getString("relay"),
                Answer.valueOf(row.getString("answer").toUpperCase(Locale.ROOT)),
                row.getString("text"),
                row.getInt("tries"),
                Instant.ofEpochSecond(row.getLong("at"))))
        .list();
  }
}
