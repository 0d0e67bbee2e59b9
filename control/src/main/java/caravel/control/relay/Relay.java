package caravel.control.relay;

import caravel.nostr.PublicKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One virtual relay: whose it is, what is wished, and what was seen.
public record Relay(
    RelayId id, PublicKey tenant, Address address, Wishes wishes, Standing standing, Seen seen) {

  /// Where it answers.
  ///
  /// @param zooidDomain the parent of its host, a port included where it has one
  /// @param schema the permanent name of its data at zooid; made once, never used again
  /// @param customDomain stored by an earlier version and never in effect; `""` = none
  public record Address(String subdomain, String zooidDomain, String schema, String customDomain) {}

  /// What its owner chose.
  public record Wishes(String planId, Profile profile, RelaySettings settings) {}

  public record Profile(String name, String icon, String description) {}

  /// Whether it shall be online, and who says no.
  ///
  /// @param base active, inactive or delinquent: what holds when nothing is suspended
  /// @param suspension why an admin suspended this relay; null = not suspended
  /// @param tenantSuspension why an admin suspended its tenant; null = not suspended
  /// @param deletedAt since when it is out of the lists; null = not deleted
  /// @param reservation the paid plan that starts when it is paid; null = none
  public record Standing(
      RelayStatus base,
      @Nullable String suspension,
      @Nullable String tenantSuspension,
      Instant createdAt,
      @Nullable Instant deletedAt,
      @Nullable Reservation reservation) {

    public RelayStatus status() {
      if (suspension != null || tenantSuspension != null) {
        return RelayStatus.SUSPENDED;
      }
      return deletedAt == null ? base : RelayStatus.INACTIVE;
    }

    /// Why it is suspended; null = it is not.
    public @Nullable String reason() {
      return suspension != null ? suspension : tenantSuspension;
    }

    Standing withBase(RelayStatus status) {
      return new Standing(status, suspension, tenantSuspension, createdAt, deletedAt, reservation);
    }

    Standing withSuspension(@Nullable String reason) {
      return new Standing(base, reason, tenantSuspension, createdAt, deletedAt, reservation);
    }

    /// A deleted relay waits for nothing.
    Standing withDeletion(@Nullable Instant at) {
      return new Standing(
          base, suspension, tenantSuspension, createdAt, at, at == null ? reservation : null);
    }

    Standing withReservation(@Nullable Reservation next) {
      return new Standing(base, suspension, tenantSuspension, createdAt, deletedAt, next);
    }
  }

  /// A paid plan that a relay waits for. A relay that is offline goes online when it is paid; one
  /// that is online stays on its plan until then.
  ///
  /// @param invoiceId the open invoice to be paid; `""` = not made yet
  public record Reservation(String planId, String invoiceId) {
    static Reservation of(String planId) {
      return new Reservation(planId, "");
    }
  }

  /// What hosting has told.
  ///
  /// @param generation the number of the newest wishes that zooid must hear of
  /// @param syncedGeneration the newest that answered on the relay's own host
  /// @param answeredOnce whether it ever did
  /// @param memberCount without the relay's own key; null = never counted
  public record Seen(
      long generation,
      long syncedGeneration,
      boolean answeredOnce,
      Provisioning.Step step,
      Trouble trouble,
      @Nullable Integer memberCount) {}

  /// Why the newest wishes have not come through yet.
  ///
  /// @param error a sentence fit for the owner; `""` = no trouble
  /// @param refused true = zooid answered no; false = it did not answer
  /// @param attempts how many times in a row it went wrong
  /// @param since when its host first refused it or did not answer; null = it answers. A change of
  ///   the relay does not reset it.
  public record Trouble(String error, boolean refused, int attempts, @Nullable Instant since) {
    public static final Trouble NONE = new Trouble("", false, 0, null);
  }

  /// The exact Host header it answers to. A deleted relay stands aside, so that its label is free
  /// for its tenant: no label may begin with `_`.
  public String host() {
    if (isDeleted()) {
      return "_deleted-" + id + "." + address.zooidDomain();
    }
    return publicHost();
  }

  /// The host of [#url()]. After a deletion another relay may have it.
  public String publicHost() {
    return address.subdomain() + "." + address.zooidDomain();
  }

  /// The address that clients dial.
  public String url() {
    return (isLocal(address.zooidDomain()) ? "ws://" : "wss://") + publicHost();
  }

  public RelayStatus status() {
    return standing.status();
  }

  /// Whether its host shall answer.
  public boolean wantedOnline() {
    return standing.deletedAt() == null && status() == RelayStatus.ACTIVE;
  }

  /// The plan that it waits for; `""` = none. A suspended relay waits for none.
  public String reservedPlan() {
    var reservation = standing.reservation();
    return reservation == null || isDeleted() || status() == RelayStatus.SUSPENDED
        ? ""
        : reservation.planId();
  }

  /// Whether it is offline until its first invoice is paid.
  public boolean awaitsPayment() {
    return !reservedPlan().isEmpty() && status() == RelayStatus.DELINQUENT;
  }

  /// Whether it waits for a payment that it did not wait for before.
  boolean waitsAnew(Relay before) {
    return !reservedPlan().isEmpty() && !reservedPlan().equals(before.reservedPlan());
  }

  public boolean isDeleted() {
    return standing.deletedAt() != null;
  }

  public Provisioning provisioning() {
    if (seen.trouble().refused()) {
      return Provisioning.FAILED;
    }
    if (seen.syncedGeneration() < seen.generation() || !seen.trouble().error().isEmpty()) {
      return Provisioning.PENDING;
    }
    return wantedOnline() ? Provisioning.ACTIVE : Provisioning.INACTIVE;
  }

  Relay with(Wishes next) {
    return new Relay(id, tenant, address, next, standing, seen);
  }

  Relay with(Standing next) {
    return new Relay(id, tenant, address, wishes, next, seen);
  }

  private static boolean isLocal(String domain) {
    var colon = domain.indexOf(':');
    var name = colon < 0 ? domain : domain.substring(0, colon);
    return name.equals("localhost") || name.endsWith(".localhost");
  }
}
