package caravel.control.relay;

import caravel.control.db.Tx;
import caravel.nostr.PublicKey;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Decides which labels and domains are free: neither used by a relay nor released recently.
final class LabelStore {
  /// How long a released label stays reserved for its tenant, so that a deleted relay can come
  /// back.
  static final Duration HELD = Duration.ofDays(30);

  /// Most labels that one tenant has reserved; beyond it the oldest is free again. Otherwise a
  /// tenant could reserve any number of names by renaming a relay.
  static final int HELD_PER_TENANT_MAX = 50;

  /// The end (exclusive) of the reservation of a label that was released at this instant.
  static Instant heldUntil(Instant givenUp) {
    return givenUp.plus(HELD);
  }

  /// @param tenant the tenant that wants the label; null = unknown
  boolean isFree(Tx tx, @Nullable PublicKey tenant, String zooidDomain, String label) {
    return !tx.handle()
        .createQuery(
            """
            SELECT EXISTS (
              SELECT 1 FROM relays
               WHERE zooid_domain = :domain AND subdomain = :label AND deleted_at IS NULL)
            OR EXISTS (
              SELECT 1 FROM labels_held
               WHERE zooid_domain = :domain AND label = :label
                 AND held_until > :now AND tenant_pubkey <> :tenant)
            """)
        .bind("domain", zooidDomain)
        .bind("label", label)
        .bind("now", tx.seconds())
        .bind("tenant", tenant == null ? "" : tenant.hex())
        .mapTo(boolean.class)
        .one();
  }

  void hold(Tx tx, Relay givenUp) {
    tx.handle()
        .createUpdate(
            """
            INSERT INTO labels_held (zooid_domain, label, tenant_pubkey, held_until)
            VALUES (:domain, :label, :tenant, :until)
            ON CONFLICT (zooid_domain, label) DO UPDATE
              SET tenant_pubkey = excluded.tenant_pubkey, held_until = excluded.held_until
            """)
        .bind("domain", givenUp.address().zooidDomain())
        .bind("label", givenUp.address().subdomain())
        .bind("tenant", givenUp.tenant().hex())
        .bind("until", heldUntil(tx.now()).getEpochSecond())
        .execute();
    releaseExpired(tx);
    releaseOldest(tx, givenUp.tenant());
  }

  private static void releaseExpired(Tx tx) {
    tx.handle().execute("DELETE FROM labels_held WHERE held_until <= ?", tx.seconds());
  }

  private static void releaseOldest(Tx tx, PublicKey tenant) {
    tx.handle()
        .createUpdate(
            """
            DELETE FROM labels_held
             WHERE tenant_pubkey = :tenant
               AND held_until < (
                 SELECT held_until FROM labels_held WHERE tenant_pubkey = :tenant
                  ORDER BY held_until DESC LIMIT 1 OFFSET :kept)
            """)
        .bind("tenant", tenant.hex())
        .bind("kept", HELD_PER_TENANT_MAX - 1)
        .execute();
  }

  /// Ends the reservation of a label that is in use again.
  void take(Tx tx, Relay.Address address) {
    tx.handle()
        .createUpdate("DELETE FROM labels_held WHERE zooid_domain = :domain AND label = :label")
        .bind("domain", address.zooidDomain())
        .bind("label", address.subdomain())
        .execute();
  }
}
