package caravel.control.tenant.signup;

import caravel.control.db.Tx;
import caravel.control.http.ListQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table `sign_up_invitations`.
final class InvitationStore {
  /// Counts one use of an invitation.
  ///
  /// @return false = none with this code can be used
  boolean use(Tx tx, String codeHash) {
    return tx.handle()
            .execute(
                """
                UPDATE sign_up_invitations SET uses = uses + 1
                 WHERE code_hash = ? AND revoked_at IS NULL AND uses < uses_max
                   AND (expires_at IS NULL OR expires_at > ?)
                """,
                codeHash,
                tx.seconds())
        > 0;
  }

  void insert(Tx tx, Invitation invitation, String codeHash) {
    var expiresAt = invitation.expiresAt();
    tx.handle()
        .execute(
            """
            INSERT INTO sign_up_invitations (id, code_hash, note, uses, uses_max, created_at, expires_at)
            VALUES (?, ?, ?, 0, ?, ?, ?)
            """,
            invitation.id(),
            codeHash,
            invitation.note(),
            invitation.usesMax(),
            invitation.createdAt().getEpochSecond(),
            expiresAt == null ? null : Long.valueOf(expiresAt.getEpochSecond()));
  }

  /// @return false = it was withdrawn before
  boolean revoke(Tx tx, String id) {
    return tx.handle()
            .execute(
                "UPDATE sign_up_invitations SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
                tx.seconds(),
                id)
        > 0;
  }

  Optional<Invitation> find(Tx tx, String id) {
    return tx.handle()
        .createQuery("SELECT * FROM sign_up_invitations WHERE id = :id")
        .bind("id", id)
        .map((row, _) -> read(row))
        .findOne();
  }

  long total(Tx tx) {
    return tx.handle()
        .createQuery("SELECT count(*) FROM sign_up_invitations")
        .mapTo(long.class)
        .one();
  }

  /// Lists invitations, newest first; one row more than the limit if there are more.
  List<Invitation> list(Tx tx, ListQuery query) {
    return tx.handle()
        .createQuery(
            """
            SELECT * FROM sign_up_invitations WHERE (created_at, id) < (:at, :last)
             ORDER BY created_at DESC, id DESC LIMIT :limit
            """)
        .bind("at", query.from().at())
        .bind("last", query.from().id())
        .bind("limit", query.limit() + 1)
        .map((row, _) -> read(row))
        .list();
  }

  /// Deletes the oldest invitations that cannot be used any more, behind this many.
  void deleteOld(Tx tx, int keptMax) {
    tx.handle()
        .execute(
            """
            DELETE FROM sign_up_invitations WHERE id IN (
              SELECT id FROM sign_up_invitations
               WHERE revoked_at IS NOT NULL OR uses >= uses_max OR expires_at <= ?
               ORDER BY created_at DESC, id DESC LIMIT 1000 OFFSET ?)
            """,
            tx.seconds(),
            keptMax);
  }

  private static Invitation read(ResultSet row) throws SQLException {
    return new Invitation(
        row.getString("id"),
        row.getString("note"),
        row.getInt("uses"),
        row.getInt("uses_max"),
        Instant.ofEpochSecond(row.getLong("created_at")),
        instant(row, "expires_at"),
        instant(row, "revoked_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var seconds = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochSecond(seconds);
  }
}
