package caravel.control.notify.mail;

import caravel.control.db.SecretBox;
import caravel.control.db.SecretPlace;
import caravel.control.db.Tx;
import caravel.control.notify.mail.TenantEmail.Status;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The tables `tenant_emails`, `email_requests` and `email_blocks`.
final class EmailStore {
  private final SecretBox box;

  EmailStore(SecretBox box) {
    this.box = box;
  }

  Optional<TenantEmail> find(Tx tx, PublicKey tenant) {
    return tx.handle()
        .createQuery("SELECT * FROM tenant_emails WHERE tenant_pubkey = :tenant")
        .bind("tenant", tenant.hex())
        .map((row, _) -> read(row))
        .findOne();
  }

  /// The id of a tenant's address that notices are sent to.
  Optional<String> verifiedId(Tx tx, PublicKey tenant) {
    return tx.handle()
        .createQuery(
            "SELECT id FROM tenant_emails WHERE tenant_pubkey = :tenant AND status = 'verified'")
        .bind("tenant", tenant.hex())
        .mapTo(String.class)
        .findOne();
  }

  /// The address that this token verifies, if its link has not expired.
  Optional<TenantEmail> byVerifyToken(Tx tx, String token) {
    return tx.handle()
        .createQuery(
            """
            SELECT * FROM tenant_emails
             WHERE verify_hash = :hash AND verify_hash <> '' AND verify_expires_at > :now
            """)
        .bind("hash", LinkTokens.hash(token))
        .bind("now", tx.seconds())
        .map((row, _) -> read(row))
        .findOne();
  }

  Optional<TenantEmail> byUnsubscribeToken(Tx tx, String token) {
    return tx.handle()
        .createQuery("SELECT * FROM tenant_emails WHERE unsubscribe_hash = :hash")
        .bind("hash", LinkTokens.hash(token))
        .map((row, _) -> read(row))
        .findOne();
  }

  /// Inserts an address that is not verified, in place of the tenant's earlier one.
  void replace(Tx tx, TenantEmail email) {
    tx.handle()
        .createUpdate(
            """
            INSERT INTO tenant_emails
              (tenant_pubkey, id, address, secret, status, unsubscribe_hash, changed_at)
            VALUES (:tenant, :id, :address, :secret, :status, :unsubscribe, :now)
            ON CONFLICT (tenant_pubkey) DO UPDATE SET
              id = excluded.id, address = excluded.address, secret = excluded.secret,
              status = excluded.status, refusal = '', verify_hash = '', verify_expires_at = 0,
              unsubscribe_hash = excluded.unsubscribe_hash, changed_at = excluded.changed_at
            """)
        .bind("tenant", email.tenant().hex())
        .bind("id", email.id())
        .bind(
            "address",
            box.seal(email.address().toString(), SecretPlace.tenantEmail(email.tenant())))
        .bind(
            "secret",
            box.seal(email.tokens().secret(), SecretPlace.tenantEmailLinks(email.tenant())))
        .bind("status", email.status().word())
        .bind("unsubscribe", LinkTokens.hash(email.tokens().unsubscribe()))
        .bind("now", email.changedAt().getEpochSecond())
        .execute();
  }

  /// Stores the token of a new link, which ends the earlier one.
  void awaitVerification(Tx tx, TenantEmail email, String token, Instant expiresAt) {
    tx.handle()
        .createUpdate(
            """
            UPDATE tenant_emails SET status = 'unverified', refusal = '', verify_hash = :hash,
                   verify_expires_at = :expires, changed_at = :now
             WHERE id = :id
            """)
        .bind("id", email.id())
        .bind("hash", LinkTokens.hash(token))
        .bind("expires", expiresAt.getEpochSecond())
        .bind("now", tx.seconds())
        .execute();
  }

  /// Moves an address to another state. Its link cannot be used any more.
  ///
  /// @param id does nothing if the tenant has another address by now
  /// @param refusal the mail server's answer; `""` = none
  void move(Tx tx, String id, Status status, String refusal) {
    tx.handle()
        .createUpdate(
            """
            UPDATE tenant_emails SET status = :status, refusal = :refusal, verify_hash = '',
                   verify_expires_at = 0, changed_at = :now
             WHERE id = :id
            """)
        .bind("id", id)
        .bind("status", status.word())
        .bind("refusal", refusal)
        .bind("now", tx.seconds())
        .execute();
  }

  boolean delete(Tx tx, PublicKey tenant) {
    return tx.handle().execute("DELETE FROM tenant_emails WHERE tenant_pubkey = ?", tenant.hex())
        > 0;
  }

  /// Counts of requests since a time.
  record Requests(int ofTenant, int toAddress, int ofAll) {}

  Requests requests(Tx tx, PublicKey tenant, List<String> hashes, Instant since) {
    return new Requests(
        tx.handle()
            .createQuery(
                "SELECT count(*) FROM email_requests WHERE tenant_pubkey = :tenant AND at > :since")
            .bind("tenant", tenant.hex())
            .bind("since", since.getEpochSecond())
            .mapTo(int.class)
            .one(),
        tx.handle()
            .createQuery(
                "SELECT count(*) FROM email_requests WHERE address_hash IN (<hashes>) AND at > :since")
            .bindList("hashes", hashes)
            .bind("since", since.getEpochSecond())
            .mapTo(int.class)
            .one(),
        tx.handle()
            .createQuery("SELECT count(*) FROM email_requests WHERE at > :since")
            .bind("since", since.getEpochSecond())
            .mapTo(int.class)
            .one());
  }

  void addRequest(Tx tx, PublicKey tenant, String hash) {
    tx.handle()
        .execute(
            "INSERT INTO email_requests (id, tenant_pubkey, address_hash, at) VALUES (?, ?, ?, ?)",
            tx.newId(),
            tenant.hex(),
            hash,
            tx.seconds());
  }

  void block(Tx tx, String hash, Instant until) {
    tx.handle()
        .execute(
            """
            INSERT INTO email_blocks (address_hash, until) VALUES (?, ?)
            ON CONFLICT (address_hash) DO UPDATE SET until = excluded.until
            """,
            hash,
            until.getEpochSecond());
  }

  boolean isBlocked(Tx tx, List<String> hashes) {
    return tx.handle()
            .createQuery(
                "SELECT count(*) FROM email_blocks WHERE address_hash IN (<hashes>) AND until > :now")
            .bindList("hashes", hashes)
            .bind("now", tx.seconds())
            .mapTo(int.class)
            .one()
        > 0;
  }

  /// Deletes addresses that were never verified, and counts and blocks that are over.
  void deleteOld(Tx tx) {
    var now = tx.now();
    tx.handle()
        .execute(
            "DELETE FROM tenant_emails WHERE status = 'unverified' AND changed_at <= ?",
            now.minus(MailRules.UNVERIFIED_KEPT).getEpochSecond());
    tx.handle()
        .execute(
            "DELETE FROM email_requests WHERE at <= ?", now.minus(MailRules.DAY).getEpochSecond());
    tx.handle().execute("DELETE FROM email_blocks WHERE until <= ?", tx.seconds());
  }

  private TenantEmail read(ResultSet row) throws SQLException {
    var tenant = new PublicKey(row.getString("tenant_pubkey"));
    return new TenantEmail(
        tenant,
        row.getString("id"),
        EmailAddress.parse(box.open(row.getString("address"), SecretPlace.tenantEmail(tenant))),
        new LinkTokens(box.open(row.getString("secret"), SecretPlace.tenantEmailLinks(tenant))),
        Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
        row.getString("refusal"),
        Instant.ofEpochSecond(row.getLong("verify_expires_at")),
        Instant.ofEpochSecond(row.getLong("changed_at")));
  }
}
