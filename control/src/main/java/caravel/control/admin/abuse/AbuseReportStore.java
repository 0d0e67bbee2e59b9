package caravel.control.admin.abuse;

import caravel.control.admin.abuse.AbuseReport.Outcome;
import caravel.control.admin.abuse.AbuseReport.Submission;
import caravel.control.admin.abuse.AbuseReport.Topic;
import caravel.control.db.Tx;
import caravel.control.http.ListQuery;
import caravel.control.relay.RelayId;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/// The tables `abuse_reports` and `abuse_reporters`.
final class AbuseReportStore {
  /// Without a state, all reports match.
  private static final String MATCHING =
      """
      (:state = '' OR state = :state)
      AND (:q = '' OR id = :id OR relay_id = :id OR event_id = :id OR reason = :id
           OR relay_id IN (SELECT id FROM relays WHERE tenant_pubkey = :id))
      """;

  /// Finds the open report about this topic.
  Optional<AbuseReport> findOpen(Tx tx, Topic topic) {
    return tx.handle()
        .createQuery(
            """
            SELECT * FROM abuse_reports
             WHERE relay_id = :relay AND event_id = :event AND reason = :reason AND state = 'open'
            """)
        .bind("relay", topic.relay().value())
        .bind("event", topic.eventId())
        .bind("reason", topic.reason().word())
        .map((row, _) -> read(row))
        .findOne();
  }

  Optional<AbuseReport> find(Tx tx, String id) {
    return tx.handle()
        .createQuery("SELECT * FROM abuse_reports WHERE id = :id")
        .bind("id", id)
        .map((row, _) -> read(row))
        .findOne();
  }

  /// Finds the report to which a status code belongs.
  Optional<AbuseReport> findByCode(Tx tx, String codeHash) {
    return tx.handle()
        .createQuery(
            """
            SELECT * FROM abuse_reports
             WHERE id = (SELECT report_id FROM abuse_reporters WHERE code_hash = :hash)
            """)
        .bind("hash", codeHash)
        .map((row, _) -> read(row))
        .findOne();
  }

  void insert(Tx tx, String id, Topic topic) {
    tx.handle()
        .createUpdate(
            """
            INSERT INTO abuse_reports (id, relay_id, event_id, reason, times, created_at,
              updated_at, state)
            VALUES (:id, :relay, :event, :reason, 0, :now, :now, 'open')
            """)
        .bind("id", id)
        .bind("relay", topic.relay().value())
        .bind("event", topic.eventId())
        .bind("reason", topic.reason().word())
        .bind("now", tx.seconds())
        .execute();
  }

  void countOne(Tx tx, String id) {
    tx.handle()
        .execute(
            "UPDATE abuse_reports SET times = times + 1, updated_at = ? WHERE id = ?",
            tx.seconds(),
            id);
  }

  /// @param codeHash of the code of the status page
  void insertSubmission(Tx tx, String report, AbuseForm form, String codeHash) {
    var reporter = form.reporter();
    tx.handle()
        .execute(
            """
            INSERT INTO abuse_reporters (id, report_id, code_hash, pubkey, signed_id, text, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            tx.newId(),
            report,
            codeHash,
            reporter == null ? null : reporter.hex(),
            form.signedId(),
            form.text(),
            tx.seconds());
  }

  boolean isKnown(Tx tx, String signedId) {
    return count(tx, "SELECT count(*) FROM abuse_reporters WHERE signed_id = ?", signedId) > 0;
  }

  /// Whether this key signed a report of this topic.
  boolean hasSigned(Tx tx, String report, PublicKey reporter) {
    return count(
            tx,
            "SELECT count(*) FROM abuse_reporters"
                + " WHERE report_id = ? AND pubkey = ? AND signed_id IS NOT NULL",
            report,
            reporter.hex())
        > 0;
  }

  long submissions(Tx tx, String report) {
    return count(tx, "SELECT count(*) FROM abuse_reporters WHERE report_id = ?", report);
  }

  /// New reports about a relay in this time, open or closed.
  long recent(Tx tx, RelayId relay, Duration age) {
    return count(
        tx,
        "SELECT count(*) FROM abuse_reports WHERE relay_id = ? AND created_at > ?",
        relay.value(),
        tx.seconds() - age.toSeconds());
  }

  long openOf(Tx tx, RelayId relay) {
    return count(
        tx,
        "SELECT count(*) FROM abuse_reports WHERE relay_id = ? AND state = 'open'",
        relay.value());
  }

  long open(Tx tx) {
    return count(tx, "SELECT count(*) FROM abuse_reports WHERE state = 'open'");
  }

  /// Lists what people reported, the newest first.
  List<Submission> submissions(Tx tx, String report, int limit) {
    return tx.handle()
        .createQuery(
            """
            SELECT * FROM abuse_reporters WHERE report_id = :report
             ORDER BY created_at DESC, id DESC LIMIT :limit
            """)
        .bind("report", report)
        .bind("limit", limit)
        .map((row, _) ->
            new Submission(
                key(row.getString("pubkey")),
                row.getString("signed_id") != null,
                row.getString("text"),
                Instant.ofEpochSecond(row.getLong("created_at"))))
        .list();
  }

  /// Lists the different keys of people who reported.
  List<PublicKey> reporters(Tx tx, String report) {
    return tx.handle()
        .createQuery(
            """
            SELECT DISTINCT pubkey FROM abuse_reporters
             WHERE report_id = :report AND pubkey IS NOT NULL ORDER BY pubkey
            """)
        .bind("report", report)
        .mapTo(String.class)
        .map(PublicKey::new)
        .list();
  }

  /// @return false = it is closed already
  boolean close(Tx tx, String id, Outcome outcome) {
    return tx.handle()
            .createUpdate(
                """
                UPDATE abuse_reports SET state = 'closed', decision = :decision,
                  sentence = :sentence, decided_at = :at, decided_by = :by
                 WHERE id = :id AND state = 'open'
                """)
            .bind("id", id)
            .bind("decision", outcome.decision().word())
            .bind("sentence", outcome.sentence())
            .bind("at", outcome.at().getEpochSecond())
            .bind("by", outcome.by().hex())
            .execute()
        > 0;
  }

  /// Deletes the closed reports behind the newest ones.
  void deleteOldClosed(Tx tx, int keptMax) {
    var old =
        tx.handle()
            .createQuery(
                """
                SELECT id FROM abuse_reports WHERE state = 'closed'
                 ORDER BY created_at DESC, id DESC LIMIT 100 OFFSET :kept
                """)
            .bind("kept", keptMax)
            .mapTo(String.class)
            .list();
    for (var id : old) {
      tx.handle().execute("DELETE FROM abuse_reporters WHERE report_id = ?", id);
      tx.handle().execute("DELETE FROM abuse_reports WHERE id = ?", id);
    }
  }

  /// Lists reports, newest first; one row more than the limit if there are more.
  List<AbuseReport> list(Tx tx, ListQuery query) {
    return matching(
            tx.handle()
                .createQuery(
                    "SELECT * FROM abuse_reports WHERE "
                        + MATCHING
                        + """
                        AND (created_at, id) < (:at, :last)
                        ORDER BY created_at DESC, id DESC LIMIT :limit
                        """),
            query)
        .bind("at", query.from().at())
        .bind("last", query.from().id())
        .bind("limit", query.limit() + 1)
        .map((row, _) -> read(row))
        .list();
  }

  long matched(Tx tx, ListQuery query) {
    return matching(
            tx.handle().createQuery("SELECT count(*) FROM abuse_reports WHERE " + MATCHING), query)
        .mapTo(long.class)
        .one();
  }

  long total(Tx tx) {
    return count(tx, "SELECT count(*) FROM abuse_reports");
  }

  private static <S extends SqlStatement<S>> S matching(S statement, ListQuery query) {
    return statement.bind("state", query.status()).bind("q", query.q()).bind("id", query.id());
  }

  private static long count(Tx tx, String sql, Object... values) {
    return tx.handle().select(sql, values).mapTo(long.class).one();
  }

  private static AbuseReport read(ResultSet row) throws SQLException {
    return new AbuseReport(
        row.getString("id"),
        new Topic(
            new RelayId(row.getString("relay_id")),
            row.getString("event_id"),
            AbuseReason.find(row.getString("reason")).orElse(AbuseReason.OTHER)),
        row.getLong("times"),
        Instant.ofEpochSecond(row.getLong("created_at")),
        Instant.ofEpochSecond(row.getLong("updated_at")),
        outcome(row));
  }

  private static @Nullable Outcome outcome(ResultSet row) throws SQLException {
    var by = key(row.getString("decided_by"));
    return by == null
        ? null
        : new Outcome(
            AbuseDecision.find(row.getString("decision")).orElseThrow(),
            row.getString("sentence"),
            Instant.ofEpochSecond(row.getLong("decided_at")),
            by);
  }

  private static @Nullable PublicKey key(@Nullable String hex) {
    return hex == null ? null : new PublicKey(hex);
  }
}
