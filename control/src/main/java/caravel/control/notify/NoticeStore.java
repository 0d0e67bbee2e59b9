package caravel.control.notify;

import caravel.control.db.Tx;

/// The table `notices`.
final class NoticeStore {
  /// Whether it was new.
  boolean insert(Tx tx, Notice notice) {
    return tx.handle()
            .createUpdate(
                """
                INSERT INTO notices (id, tenant_pubkey, subject, kind, text, created_at, state, retry_at)
                VALUES (:id, :tenant, :subject, :kind, :text, :now, 'waiting', :now)
                ON CONFLICT (tenant_pubkey, subject, kind) DO NOTHING
                """)
            .bind("id", tx.newId())
            .bind("tenant", notice.tenant().hex())
            .bind("subject", notice.subject())
            .bind("kind", notice.kind().word())
            .bind("text", notice.text())
            .bind("now", tx.seconds())
            .execute()
        > 0;
  }
}
