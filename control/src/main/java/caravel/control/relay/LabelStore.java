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

  /// How long the last tenant who proved a custom domain is remembered. Such a row of `labels_held`
  /// has no relay domain.
  static final Duration DOMAIN_REMEMBERED = Duration.ofDays(3_650);

  private static final String NO_RELAY_DOMAIN = "";

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

  /// Whether a label was released so recently that its tenant may use it again.
  boolean isHeld(Tx tx, String zooidDomain, String label) {
    return tx.handle()
        .createQuery(
            """
            SELECT EXISTS (
              SELECT 1 FROM labels_held
               WHERE zooid_domain = :domain AND label = :label AND held_until > :now)
            """)
        .bind("domain", zooidDomain)
        .bind("label", label)
        .bind("now", tx.seconds())
        .mapTo(boolean.class)
        .one();
  }

  /// Whether the last tenant who proved this custom domain is another one.
  boolean isDomainOfAnother(Tx tx, String name, PublicKey tenant) {
    return !isFree(tx, tenant, NO_RELAY_DOMAIN, name);
  }

  /// Remembers who proved a custom domain.
  void rememberDomain(Tx tx, String name, PublicKey tenant) {
    reserve(tx, new Reservation(NO_RELAY_DOMAIN, name, tenant, tx.now().plus(DOMAIN_REMEMBERED)));
  }

  void hold(Tx tx, Relay givenUp) {
    var address = givenUp.address();
    var until = heldUntil(tx.now());
    reserve(
        tx, new Reservation(address.zooidDomain(), address.subdomain(), givenUp.tenant(), until));
  }

  private record Reservation(String zooidDomain, String label, PublicKey tenant, Instant until) {}

  private static void reserve(Tx tx, Reservation reservation) {
    tx.handle()
        .createUpdate(
            """
            INSERT INTO labels_held (zooid_domain, label, tenant_pubkey, held_until)
            VALUES (:domain, :label, :tenant, :until)
            ON CONFLICT (zooid_domain, label) DO UPDATE
              SET tenant_pubkey = excluded.tenant_pubkey, held_until = excluded.held_until
            """)
        .bind("domain", reservation.zooidDomain())
        .bind("label", reservation.label())
        .bind("tenant", reservation.tenant().hex())
        .bind("until", reservation.until().getEpochSecond())
        .execute();
    releaseExpired(tx);
    releaseOldest(tx, reservation);
  }

  private static void releaseExpired(Tx tx) {
    tx.handle().execute("DELETE FROM labels_held WHERE held_until <= ?", tx.seconds());
  }

  /// Labels and custom domains are bounded each for themselves.
  private static void releaseOldest(Tx tx, Reservation newest) {
    tx.handle()
        .createUpdate(
            """
            DELETE FROM labels_held
             WHERE tenant_pubkey = :tenant AND CASE WHEN zooid_domain = '' THEN 1 ELSE 0 END = :is_domain
               AND held_until < (
                 SELECT held_until FROM labels_held
                  WHERE tenant_pubkey = :tenant AND CASE WHEN zooid_domain = '' THEN 1 ELSE 0 END = :is_domain
                  ORDER BY held_until DESC LIMIT 1 OFFSET :kept)
            """)
        .bind("tenant", newest.tenant().hex())
        .bind("is_domain", newest.zooidDomain().equals(NO_RELAY_DOMAIN) ? 1 : 0)
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
