package caravel.control.notify.mail;

import caravel.control.db.Tx;
import caravel.control.notify.mail.StoredMail.State;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table `notice_mails`, and the texts of the notices that it sends.
final class MailStore {
  /// The notice of a mail.
  record NoticeText(String kind, String text) {}

  /// A mail that is not stored yet.
  ///
  /// @param noticeId null = the mail that verifies the address
  record New(
      String id,
      @Nullable String noticeId,
      PublicKey tenant,
      String emailId,
      State state,
      Instant expiresAt) {}

  /// Inserts a mail, which is due at once if it is waiting.
  void insert(Tx tx, New mail) {
    tx.handle()
        .createUpdate(
            """
            INSERT INTO notice_mails
              (id, notice_id, tenant_pubkey, email_id, created_at, expires_at, state, retry_at,
               updated_at)
            VALUES (:id, :notice, :tenant, :email, :now, :expires, :state, :retry_at, :now)
            """)
        .bind("id", mail.id())
        .bind("notice", mail.noticeId())
        .bind("tenant", mail.tenant().hex())
        .bind("email", mail.emailId())
        .bind("now", tx.seconds())
        .bind("expires", mail.expiresAt().getEpochSecond())
        .bind("state", mail.state().word())
        .bind("retry_at", mail.state() == State.WAITING ? Long.valueOf(tx.seconds()) : null)
        .execute();
  }

  /// Number of mails with notices to a tenant since a time, without those that were not sent.
  int noticesSince(Tx tx, PublicKey tenant, Instant since) {
    return tx.handle()
        .createQuery(
            """
            SELECT count(*) FROM notice_mails
             WHERE tenant_pubkey = :tenant AND created_at > :since AND notice_id IS NOT NULL
               AND state <> 'limited'
            """)
        .bind("tenant", tenant.hex())
        .bind("since", since.getEpochSecond())
        .mapTo(int.class)
        .one();
  }

  /// The ids of due mails, the longest due first.
  List<String> due(Tx tx, Instant now, int limit) {
    return tx.handle()
        .createQuery(
            "SELECT id FROM notice_mails WHERE retry_at <= :now ORDER BY retry_at, id LIMIT :limit")
        .bind("now", now.getEpochSecond())
        .bind("limit", limit)
        .mapTo(String.class)
        .list();
  }

  Optional<Instant> nextDue(Tx tx) {
    return tx.handle()
        .createQuery(
            "SELECT retry_at FROM notice_mails WHERE retry_at IS NOT NULL ORDER BY retry_at LIMIT 1")
        .map((row, _) -> Instant.ofEpochSecond(row.getLong(1)))
        .findOne();
  }

  /// Takes a due mail for one attempt; empty = another worker has it, or it is not due.
  ///
  /// @param until when the next attempt may begin if this one is never recorded
  Optional<StoredMail> claim(Tx tx, String id, Instant now, Instant until) {
    var claimed =
        tx.handle()
            .createUpdate(
                """
                UPDATE notice_mails SET attempts = attempts + 1, retry_at = :until
                 WHERE id = :id AND state = 'waiting' AND retry_at <= :now
                """)
            .bind("id", id)
            .bind("now", now.getEpochSecond())
            .bind("until", until.getEpochSecond())
            .execute();
    return claimed == 0
        ? Optional.empty()
        : tx.handle()
            .select("SELECT * FROM notice_mails WHERE id = ?", id)
            .map((row, _) -> read(row))
            .findOne();
  }

  /// Records the end of an attempt, or that there is nothing left to do.
  ///
  /// @param retryAt null = nothing is left to do
  void move(Tx tx, String id, State state, String answer, @Nullable Instant retryAt) {
    tx.handle()
        .createUpdate(
            """
            UPDATE notice_mails SET state = :state, answer = :answer, retry_at = :retry_at,
                   updated_at = :now
             WHERE id = :id AND (state = 'waiting' OR :state = 'sent')
            """)
        .bind("id", id)
        .bind("state", state.word())
        .bind("answer", answer)
        .bind("retry_at", retryAt == null ? null : Long.valueOf(retryAt.getEpochSecond()))
        .bind("now", tx.seconds())
        .execute();
  }

  /// Ends mails that are not worth sending any more.
  void expire(Tx tx, Instant now) {
    tx.handle()
        .createUpdate(
            """
            UPDATE notice_mails SET state = 'expired', retry_at = NULL, updated_at = :at
             WHERE retry_at IS NOT NULL AND expires_at <= :now
            """)
        .bind("at", tx.seconds())
        .bind("now", now.getEpochSecond())
        .execute();
  }

  Optional<NoticeText> notice(Tx tx, String noticeId) {
    return tx.handle()
        .select("SELECT kind, text FROM notices WHERE id = ?", noticeId)
        .map((row, _) -> new NoticeText(row.getString(1), row.getString(2)))
        .findOne();
  }

  /// The mails of these notices.
  List<StoredMail> ofNotices(Tx tx, Collection<String> noticeIds) {
    if (noticeIds.isEmpty()) {
      return List.of();
    }
    return tx.handle()
        .createQuery("SELECT * FROM notice_mails WHERE notice_id IN (<ids>)")
        .bindList("ids", List.copyOf(noticeIds))
        .map((row, _) -> read(row))
        .list();
  }

  /// The newest mail that verifies this address.
  Optional<StoredMail> verifying(Tx tx, PublicKey tenant, String emailId) {
    return tx.handle()
        .createQuery(
            """
            SELECT * FROM notice_mails
             WHERE tenant_pubkey = :tenant AND email_id = :email AND notice_id IS NULL
             ORDER BY created_at DESC, id DESC LIMIT 1
            """)
        .bind("tenant", tenant.hex())
        .bind("email", emailId)
        .map((row, _) -> read(row))
        .findOne();
  }

  void deleteOf(Tx tx, PublicKey tenant) {
    tx.handle().execute("DELETE FROM notice_mails WHERE tenant_pubkey = ?", tenant.hex());
  }

  /// Deletes mails that verified addresses; those with notices stay as long as the notices.
  void deleteOld(Tx tx) {
    tx.handle()
        .execute(
            "DELETE FROM notice_mails WHERE notice_id IS NULL AND created_at <= ?",
            tx.now().minus(MailRules.UNVERIFIED_KEPT).getEpochSecond());
  }

  private static StoredMail read(ResultSet row) throws SQLException {
    return new StoredMail(
        row.getString("id"),
        row.getString("notice_id"),
        new PublicKey(row.getString("tenant_pubkey")),
        row.getString("email_id"),
        Instant.ofEpochSecond(row.getLong("created_at")),
        State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getString("answer"),
        row.getInt("attempts"),
        Instant.ofEpochSecond(row.getLong("updated_at")));
  }
}
