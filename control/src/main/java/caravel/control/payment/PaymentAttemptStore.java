package caravel.control.payment;

import caravel.control.db.Tx;
import caravel.control.money.InvoiceId;
import caravel.control.money.PaymentRail;
import caravel.control.money.Rate;
import caravel.control.payment.PaymentAttempt.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table `payment_attempts`.
final class PaymentAttemptStore {
  /// Longest time until the next look. An attempt due later was scheduled by a clock that ran
  /// ahead.
  private static final Duration LOOK_EVERY_MAX = Duration.ofHours(1);

  /// @param rate by which it was priced; null = none was needed
  void insert(Tx tx, PaymentAttempt attempt, @Nullable Rate rate) {
    var expiresAt = attempt.lifetime().expiresAt();
    var askedAt = attempt.progress().askedAt();
    tx.handle()
        .createUpdate(
            """
            INSERT INTO payment_attempts (id, invoice_id, rail, external_id, account, instrument,
              amount, worth, rate_usd_cents, rate_source, rate_at, created_at, expires_at, state,
              state_since, asked_at, reason, next_look_at)
            VALUES (:id, :invoice, :rail, :external, :account, :instrument, :amount, :worth,
              :rate_cents, :rate_source, :rate_at, :created_at, :expires_at, :state, :since,
              :asked_at, :reason, :next_look_at)
            """)
        .bind("id", attempt.id())
        .bind("invoice", attempt.invoice().value())
        .bind("rail", word(attempt.rail()))
        .bind("external", attempt.reference().externalId())
        .bind("account", attempt.reference().account())
        .bind("instrument", attempt.reference().instrument())
        .bind("amount", attempt.price().amount())
        .bind("worth", attempt.price().worth())
        .bind("rate_cents", rate == null ? null : Long.valueOf(rate.usdCentsPerCoin()))
        .bind("rate_source", rate == null ? null : rate.source())
        .bind("rate_at", rate == null ? null : Long.valueOf(rate.at().getEpochSecond()))
        .bind("created_at", attempt.lifetime().createdAt().getEpochSecond())
        .bind("expires_at", expiresAt == null ? null : Long.valueOf(expiresAt.getEpochSecond()))
        .bind("state", word(attempt.state()))
        .bind("since", attempt.progress().since().getEpochSecond())
        .bind("asked_at", askedAt == null ? null : Long.valueOf(askedAt.getEpochSecond()))
        .bind("reason", attempt.findings().reason())
        .bind(
            "next_look_at", attempt.progress().since().plus(LookSchedule.delay(0)).getEpochSecond())
        .execute();
  }

  Optional<PaymentAttempt> find(Tx tx, String id) {
    return tx.handle()
        .select("SELECT * FROM payment_attempts WHERE id = ?", id)
        .map((row, _) -> read(row))
        .findOne();
  }

  /// @param externalId `""` finds nothing
  Optional<PaymentAttempt> findByExternalId(Tx tx, String externalId) {
    return tx.handle()
        .select(
            "SELECT * FROM payment_attempts WHERE external_id = ? AND external_id <> '' LIMIT 1",
            externalId)
        .map((row, _) -> read(row))
        .findOne();
  }

  /// The newest BOLT11 of an invoice.
  Optional<PaymentAttempt> newestCode(Tx tx, InvoiceId invoice) {
    return tx.handle()
        .select(
            """
            SELECT * FROM payment_attempts WHERE invoice_id = ? AND rail = 'lightning'
            ORDER BY created_at DESC, id DESC LIMIT 1
            """,
            invoice.value())
        .map((row, _) -> read(row))
        .findOne();
  }

  /// The attempts of an invoice that are not final.
  List<PaymentAttempt> unresolved(Tx tx, InvoiceId invoice) {
    return tx.handle()
        .select(
            """
            SELECT * FROM payment_attempts WHERE invoice_id = ? AND next_look_at IS NOT NULL
            ORDER BY created_at, id
            """,
            invoice.value())
        .map((row, _) -> read(row))
        .list();
  }

  /// The number of pages opened for an invoice so far.
  long pages(Tx tx, InvoiceId invoice) {
    return tx.handle()
        .select(
            "SELECT count(*) FROM payment_attempts WHERE invoice_id = ? AND rail = 'checkout'",
            invoice.value())
        .mapTo(long.class)
        .one();
  }

  /// Lists the attempts that are due for a look-up, the longest due first.
  ///
  /// @param openOnly leaves out attempts that block their invoice
  List<PaymentAttempt> due(Tx tx, Instant now, boolean openOnly, int limit) {
    return tx.handle()
        .select(
            """
            SELECT * FROM payment_attempts
             WHERE next_look_at IS NOT NULL AND (next_look_at <= ? OR next_look_at > ?)
               AND (? = 0 OR state = 'open')
             ORDER BY next_look_at, id LIMIT ?
            """,
            now.getEpochSecond(),
            now.plus(LOOK_EVERY_MAX).getEpochSecond(),
            openOnly ? 1 : 0,
            limit)
        .map((row, _) -> read(row))
        .list();
  }

  /// The time of the next due look-up; null = no attempt is scheduled.
  ///
  /// @param openOnly as in [#due]
  @Nullable Instant nextDue(Tx tx, boolean openOnly) {
    return tx.handle()
        .select(
            """
            SELECT min(next_look_at) FROM payment_attempts
             WHERE next_look_at IS NOT NULL AND (? = 0 OR state = 'open')
            """,
            openOnly ? 1 : 0)
        .map((row, _) -> instant(row, 1))
        .findOne()
        .orElse(null);
  }

  /// Sets the time of the next look. An attempt that is final stays final.
  void schedule(Tx tx, String id, int looks, Instant next) {
    tx.handle()
        .execute(
            """
            UPDATE payment_attempts SET looks = ?, next_look_at = ?
             WHERE id = ? AND next_look_at IS NOT NULL
            """,
            looks,
            next.getEpochSecond(),
            id);
  }

  /// Moves an attempt that is not final to another state that is not final.
  ///
  /// @param askedAt null = no wallet or processor was asked to pay, or it refused
  void move(Tx tx, String id, State state, @Nullable Instant askedAt, Instant now) {
    tx.handle()
        .execute(
            """
            UPDATE payment_attempts SET state = ?, asked_at = ?, state_since = ?, looks = 0,
                   next_look_at = ?
             WHERE id = ? AND next_look_at IS NOT NULL
            """,
            word(state),
            askedAt == null ? null : Long.valueOf(askedAt.getEpochSecond()),
            now.getEpochSecond(),
            now.plus(LookSchedule.firstDelay(state)).getEpochSecond(),
            id);
  }

  /// Makes an attempt final.
  ///
  /// @param reason for the operator; `""` = none
  /// @return whether it was not final before
  boolean end(Tx tx, String id, State state, String reason, Instant now) {
    return tx.handle()
            .execute(
                """
                UPDATE payment_attempts SET state = ?, reason = ?, state_since = ?,
                       next_look_at = NULL
                 WHERE id = ? AND next_look_at IS NOT NULL
                """,
                word(state),
                reason,
                now.getEpochSecond(),
                id)
        == 1;
  }

  /// Records money for an attempt, even if it was final before.
  void settle(Tx tx, String id, Instant now) {
    tx.handle()
        .execute(
            """
            UPDATE payment_attempts SET state = 'settled', state_since = ?, next_look_at = NULL
             WHERE id = ? AND state <> 'settled'
            """,
            now.getEpochSecond(),
            id);
  }

  /// @param asOf the wallet's time when it reported that the code can never be paid
  void foundUnpaid(Tx tx, String id, Instant asOf) {
    tx.handle()
        .execute(
            "UPDATE payment_attempts SET unpaid_as_of = ? WHERE id = ?", asOf.getEpochSecond(), id);
  }

  void payerPays(Tx tx, String id, boolean pays) {
    tx.handle()
        .execute("UPDATE payment_attempts SET payer_pays = ? WHERE id = ?", pays ? 1 : 0, id);
  }

  /// Records that the code is missing at its own wallet.
  void notFound(Tx tx, String id, Instant now) {
    tx.handle()
        .execute(
            """
            UPDATE payment_attempts SET state = 'unknown', reason = ?, state_since = ?
             WHERE id = ? AND next_look_at IS NOT NULL
            """,
            PaymentAttempt.NOT_FOUND,
            now.getEpochSecond(),
            id);
  }

  /// Records that the wallet knows the code again.
  void foundAgain(Tx tx, String id) {
    tx.handle()
        .execute(
            """
            UPDATE payment_attempts SET reason = '',
                   state = CASE WHEN asked_at IS NULL THEN 'open' ELSE 'unknown' END
             WHERE id = ? AND next_look_at IS NOT NULL
            """,
            id);
  }

  /// @param intentId `""` changes nothing
  void intentKnown(Tx tx, String id, String intentId) {
    tx.handle()
        .execute(
            "UPDATE payment_attempts SET external_id = ? WHERE id = ? AND ? <> ''",
            intentId,
            id,
            intentId);
  }

  /// Records that the charge requires an action of the tenant and is being cancelled.
  void cancelling(Tx tx, String id, String sentence, Instant now) {
    tx.handle()
        .execute(
            """
            UPDATE payment_attempts SET state = 'unknown', sentence = ?, state_since = ?, looks = 0,
                   next_look_at = ?
             WHERE id = ? AND next_look_at IS NOT NULL
            """,
            sentence,
            now.getEpochSecond(),
            now.getEpochSecond(),
            id);
  }

  /// Lists attempts whose wallet or processor can no longer report the outcome, the newest first.
  List<PaymentAttempt> lost(Tx tx, Instant since, int limit) {
    return tx.handle()
        .select(
            """
            SELECT * FROM payment_attempts
             WHERE reason IN ('rail_removed', 'not_found') AND state_since >= ?
             ORDER BY state_since DESC, id LIMIT ?
            """,
            since.getEpochSecond(),
            limit)
        .map((row, _) -> read(row))
        .list();
  }

  /// Records that the rail of an attempt that ended unseen is configured again and has answered.
  void answered(Tx tx, String id) {
    tx.handle()
        .execute(
            "UPDATE payment_attempts SET reason = '' WHERE id = ? AND reason = ?",
            id,
            PaymentAttempt.RAIL_REMOVED);
  }

  /// The plan of all charges of an invoice; `""` = there are several.
  String planOf(Tx tx, InvoiceId invoice) {
    var plans =
        tx.handle()
            .select(
                """
                SELECT DISTINCT plan_id FROM invoice_items
                 WHERE invoice_id = ? AND kind = 'charge'
                """,
                invoice.value())
            .mapTo(String.class)
            .list();
    return plans.size() == 1 ? plans.getFirst() : "";
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /// Fails on an unknown state in the database.
  private static PaymentAttempt read(ResultSet row) throws SQLException {
    return new PaymentAttempt(
        row.getString("id"),
        new InvoiceId(row.getString("invoice_id")),
        PaymentRail.valueOf(row.getString("rail").toUpperCase(Locale.ROOT)),
        new PaymentAttempt.Reference(
            row.getString("external_id"), row.getString("account"), row.getString("instrument")),
        new PaymentAttempt.Price(row.getLong("amount"), row.getLong("worth")),
        new PaymentAttempt.Lifetime(
            Instant.ofEpochSecond(row.getLong("created_at")), instant(row, "expires_at")),
        new PaymentAttempt.Progress(
            State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
            Instant.ofEpochSecond(row.getLong("state_since")),
            row.getInt("looks"),
            instant(row, "asked_at")),
        new PaymentAttempt.Findings(
            instant(row, "unpaid_as_of"),
            row.getInt("payer_pays") != 0,
            row.getString("reason"),
            row.getString("sentence")));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var seconds = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochSecond(seconds);
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    var seconds = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochSecond(seconds);
  }
}
