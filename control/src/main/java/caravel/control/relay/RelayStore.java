package caravel.control.relay;

import caravel.control.auth.Caller;
import caravel.control.db.Tx;
import caravel.control.money.BillingInterval;
import caravel.control.problem.Problem;
import caravel.control.problem.ProblemException;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/// The table of relays.
final class RelayStore {
  static final String COLUMNS =
      """
      SELECT r.*, t.suspended_at AS tenant_suspended_at,
             t.suspension_reason AS tenant_suspension_reason
        FROM relays r JOIN tenants t ON t.pubkey = r.tenant_pubkey
      """;

  private final RelayCountStore counts = new RelayCountStore();
  private final TeamStore team = new TeamStore();

  /// Finds a relay that is not erased, deleted or not.
  Optional<Relay> byId(Tx tx, RelayId id) {
    return tx.handle()
        .createQuery(COLUMNS + "WHERE r.id = :id AND r.erased_at IS NULL")
        .bind("id", id.value())
        .map((row, _) -> read(row))
        .findOne();
  }

  /// Finds the relay that has this label and is not deleted.
  Optional<Relay> byLabel(Tx tx, String zooidDomain, String label) {
    return tx.handle()
        .createQuery(
            COLUMNS
                + "WHERE r.zooid_domain = :domain AND r.subdomain = :label AND r.deleted_at IS NULL")
        .bind("domain", zooidDomain)
        .bind("label", label)
        .map((row, _) -> read(row))
        .findOne();
  }

  /// Gets a relay for a change that only its owner or an operator may make. It may have got another
  /// owner since the caller was admitted.
  ///
  /// @throws ProblemException `not-found` for anyone else
  Relay ofOwner(Tx tx, RelayId id, Caller caller) {
    return byId(tx, id)
        .filter(relay -> caller.admin() || relay.tenant().equals(caller.pubkey()))
        .orElseThrow(() -> Problem.notFound().asException());
  }

  /// As [#ofOwner], and for the team of the relay unless only its owner may make the change.
  Relay ofTeam(Tx tx, RelayId id, Caller caller, boolean isForOwner) {
    return byId(tx, id)
        .filter(_ -> !isForOwner && team.find(tx, id, caller.pubkey()).isPresent())
        .orElseGet(() -> ofOwner(tx, id, caller));
  }

  /// Whether the events of a deleted relay are being erased, so that it cannot come back.
  boolean isBeingErased(Tx tx, RelayId id) {
    return tx.handle()
        .select("SELECT erasing_at FROM relays WHERE id = ? AND erasing_at IS NOT NULL", id.value())
        .mapTo(Long.class)
        .findOne()
        .isPresent();
  }

  /// Lists a tenant's relays, without deleted ones.
  List<Relay> ofTenant(Tx tx, PublicKey tenant) {
    return tx.handle()
        .createQuery(COLUMNS + "WHERE r.tenant_pubkey = :tenant AND r.deleted_at IS NULL")
        .bind("tenant", tenant.hex())
        .map((row, _) -> read(row))
        .list();
  }

  /// The tenant's relays that are not erased, deleted or not.
  List<Relay> unerased(Tx tx, PublicKey tenant) {
    return tx.handle()
        .createQuery(COLUMNS + "WHERE r.tenant_pubkey = :tenant AND r.erased_at IS NULL")
        .bind("tenant", tenant.hex())
        .map((row, _) -> read(row))
        .list();
  }

  /// Number of the tenant's relays that are deleted and can still come back.
  long countDeleted(Tx tx, PublicKey tenant) {
    return tx.handle()
        .createQuery(
            """
            SELECT count(*) FROM relays
             WHERE tenant_pubkey = :tenant AND deleted_at IS NOT NULL AND erased_at IS NULL
            """)
        .bind("tenant", tenant.hex())
        .mapTo(Long.class)
        .one();
  }

  /// Lists the relays that start when an invoice is paid.
  List<Relay> waitingFor(Tx tx, String invoiceId) {
    return tx.handle()
        .createQuery(
            COLUMNS + "WHERE r.reserved_invoice_id = :invoice AND r.reserved_invoice_id <> ''")
        .bind("invoice", invoiceId)
        .map((row, _) -> read(row))
        .list();
  }

  void insert(Tx tx, Relay relay, String sealedSecret) {
    var insert =
        tx.handle()
            .createUpdate(
                """
                INSERT INTO relays (
                  id, tenant_pubkey, subdomain, zooid_domain, schema_name, custom_domain,
                  custom_domain_verified, secret, plan_id, billing_interval, info_name, info_icon, info_description,
                  settings, base_status, reserved_plan_id, reserved_interval, reserved_invoice_id,
                  created_at,
                  generation, synced_generation, synced, provisioning_step, sync_error, refused,
                  attempts, retry_at)
                VALUES (
                  :id, :tenant, :subdomain, :zooid_domain, :schema, :custom_domain,
                  0, :secret, :plan_id, :interval, :info_name, :info_icon,
                  :info_description, :settings, :base, :reserved_plan,
                  :reserved_interval, :reserved_invoice,
                  :created_at, 1, 0, 0, 'saved', '', 0, 0, :now)
                """)
            .bind("tenant", relay.tenant().hex())
            .bind("zooid_domain", relay.address().zooidDomain())
            .bind("schema", relay.address().schema())
            .bind("secret", sealedSecret)
            .bind("created_at", relay.standing().createdAt().getEpochSecond())
            .bind("now", tx.seconds());
    bindWishes(insert, relay).execute();
    counts.recount(tx, relay.id());
  }

  /// Updates the desired state of an existing relay. A change that zooid needs gets the next
  /// generation, and clears the errors of the last one.
  void update(Tx tx, Relay relay, boolean reachesZooid) {
    var update =
        tx.handle()
            .createUpdate(
                """
                UPDATE relays SET
                  subdomain = :subdomain, custom_domain = :custom_domain,
                  custom_domain_verified = :verified, plan_id = :plan_id,
                  billing_interval = :interval,
                  info_name = :info_name, info_icon = :info_icon,
                  info_description = :info_description, settings = :settings,
                  base_status = :base, suspension_reason = :suspension,
                  deleted_at = :deleted_at, erase_at = :erase_at,
                  reserved_plan_id = :reserved_plan, reserved_interval = :reserved_interval,
                  reserved_invoice_id = :reserved_invoice
                WHERE id = :id
                """)
            .bind("verified", RelayDiff.flag(relay.address().customDomain().isVerified()))
            .bind("suspension", relay.standing().suspension())
            .bind("deleted_at", seconds(relay.standing().deletedAt()))
            .bind("erase_at", seconds(eraseAt(relay)));
    bindWishes(update, relay).execute();
    if (reachesZooid) {
      nextGeneration(tx, relay.id());
    } else {
      counts.recount(tx, relay.id());
    }
  }

  private static @Nullable Instant eraseAt(Relay relay) {
    var deletedAt = relay.standing().deletedAt();
    return deletedAt == null ? null : LabelStore.heldUntil(deletedAt);
  }

  /// Gives a relay to another tenant. Its host gets the new owner with the next generation.
  void giveTo(Tx tx, RelayId id, PublicKey tenant) {
    tx.handle()
        .execute("UPDATE relays SET tenant_pubkey = ? WHERE id = ?", tenant.hex(), id.value());
    nextGeneration(tx, id);
  }

  /// Whether there is or was a relay with this id.
  boolean isIdTaken(Tx tx, RelayId id) {
    return tx.handle()
        .select("SELECT EXISTS (SELECT 1 FROM relays WHERE id = ?)", id.value())
        .mapTo(boolean.class)
        .one();
  }

  /// Whether there is or was a relay with this schema.
  boolean isSchemaTaken(Tx tx, String schema) {
    return tx.handle()
        .select("SELECT EXISTS (SELECT 1 FROM relays WHERE schema_name = ?)", schema)
        .mapTo(boolean.class)
        .one();
  }

  /// Records that the host has had this relay before.
  void setAnsweredOnce(Tx tx, RelayId id) {
    tx.handle().execute("UPDATE relays SET synced = 1 WHERE id = ?", id.value());
    counts.recount(tx, id);
  }

  /// Updates the listed state. Must be called after another class changed the status of a relay.
  void recount(Tx tx, RelayId id) {
    counts.recount(tx, id);
  }

  void nextGeneration(Tx tx, RelayId id) {
    tx.handle()
        .createUpdate(
            """
            UPDATE relays SET generation = generation + 1, provisioning_step = 'saved',
                   sync_error = '', refused = 0, attempts = 0, retry_at = :now
             WHERE id = :id
            """)
        .bind("now", tx.seconds())
        .bind("id", id.value())
        .execute();
    counts.recount(tx, id);
  }

  private static <S extends SqlStatement<S>> S bindWishes(S statement, Relay relay) {
    var wishes = relay.wishes();
    var reservation = relay.standing().reservation();
    return statement
        .bind("id", relay.id().value())
        .bind("subdomain", relay.address().subdomain())
        .bind("custom_domain", relay.address().customDomain().name())
        .bind("plan_id", wishes.planId())
        .bind("interval", wishes.interval().word())
        .bind("info_name", wishes.profile().name())
        .bind("info_icon", wishes.profile().icon())
        .bind("info_description", wishes.profile().description())
        .bind("settings", wishes.settings().toJson())
        .bind("reserved_plan", reservation == null ? "" : reservation.planId())
        .bind(
            "reserved_interval",
            (reservation == null ? BillingInterval.MONTH : reservation.interval()).word())
        .bind("reserved_invoice", reservation == null ? "" : reservation.invoiceId())
        .bind("base", relay.standing().base().word());
  }

  static Relay read(ResultSet row) throws SQLException {
    return new Relay(
        new RelayId(row.getString("id")),
        new PublicKey(row.getString("tenant_pubkey")),
        new Relay.Address(
            row.getString("subdomain"),
            row.getString("zooid_domain"),
            row.getString("schema_name"),
            readCustomDomain(row)),
        readWishes(row),
        readStanding(row),
        readSeen(row));
  }

  private static Relay.CustomDomain readCustomDomain(ResultSet row) throws SQLException {
    var name = row.getString("custom_domain");
    return new Relay.CustomDomain(name, !name.isEmpty() && flag(row, "custom_domain_verified"));
  }

  private static Relay.Wishes readWishes(ResultSet row) throws SQLException {
    return new Relay.Wishes(
        row.getString("plan_id"),
        BillingInterval.named(row.getString("billing_interval")).orElseThrow(),
        new Relay.Profile(
            row.getString("info_name"),
            row.getString("info_icon"),
            row.getString("info_description")),
        RelaySettings.ofJson(row.getString("settings")));
  }

  private static Relay.Standing readStanding(ResultSet row) throws SQLException {
    var tenantSuspended = instant(row, "tenant_suspended_at") != null;
    return new Relay.Standing(
        RelayStatus.named(row.getString("base_status")),
        row.getString("suspension_reason"),
        tenantSuspended ? row.getString("tenant_suspension_reason") : null,
        Instant.ofEpochSecond(row.getLong("created_at")),
        instant(row, "deleted_at"),
        readReservation(row));
  }

  private static Relay.@Nullable Reservation readReservation(ResultSet row) throws SQLException {
    var plan = row.getString("reserved_plan_id");
    return plan.isEmpty()
        ? null
        : new Relay.Reservation(
            plan,
            BillingInterval.named(row.getString("reserved_interval")).orElseThrow(),
            row.getString("reserved_invoice_id"));
  }

  private static Relay.Seen readSeen(ResultSet row) throws SQLException {
    var members = row.getInt("member_count");
    var counted = !row.wasNull();
    return new Relay.Seen(
        row.getLong("generation"),
        row.getLong("synced_generation"),
        flag(row, "synced"),
        Provisioning.Step.named(row.getString("provisioning_step")),
        new Relay.Trouble(
            row.getString("sync_error"),
            flag(row, "refused"),
            row.getInt("attempts"),
            instant(row, "failing_since")),
        counted ? Integer.valueOf(members) : null);
  }

  private static boolean flag(ResultSet row, String column) throws SQLException {
    return row.getInt(column) == 1;
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var seconds = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochSecond(seconds);
  }

  private static @Nullable Long seconds(@Nullable Instant instant) {
    return instant == null ? null : Long.valueOf(instant.getEpochSecond());
  }
}
