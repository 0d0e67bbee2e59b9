package caravel.control.relay;

import caravel.control.money.BillingInterval;
import caravel.nostr.PublicKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One virtual relay: its tenant, its desired state and its observed state.
public record Relay(
    RelayId id, PublicKey tenant, Address address, Wishes wishes, Standing standing, Seen seen) {

  /// The address of a relay.
  ///
  /// @param zooidDomain the parent of its host, port included if there is one
  /// @param schema the permanent name of its data at zooid; never reused
  public record Address(
      String subdomain, String zooidDomain, String schema, CustomDomain customDomain) {}

  /// The name of the owner's own domain. It is in effect once it is verified.
  ///
  /// @param name in lower case; `""` = none
  public record CustomDomain(String name, boolean isVerified) {
    public static final CustomDomain NONE = new CustomDomain("", false);

    public CustomDomain {
      if (name.isEmpty() && isVerified) {
        throw new IllegalArgumentException("no domain cannot be verified");
      }
    }

    public static CustomDomain unverified(String name) {
      return new CustomDomain(name, false);
    }

    public boolean isSet() {
      return !name.isEmpty();
    }
  }

  /// The owner's choices.
  ///
  /// @param interval how often the plan is charged; a month on the free plan
  public record Wishes(
      String planId, BillingInterval interval, Profile profile, RelaySettings settings) {
    /// Wishes with a plan that is charged monthly.
    public Wishes(String planId, Profile profile, RelaySettings settings) {
      this(planId, BillingInterval.MONTH, profile, settings);
    }

    boolean hasPlanOf(Wishes other) {
      return planId.equals(other.planId) && interval == other.interval;
    }

    Wishes on(String nextPlan, BillingInterval nextInterval) {
      return new Wishes(nextPlan, nextInterval, profile, settings);
    }
  }

  public record Profile(String name, String icon, String description) {}

  /// Whether the relay should be online, and why not.
  ///
  /// @param base active, inactive or delinquent: applies when nothing is suspended
  /// @param suspension why an admin suspended this relay; null = not suspended
  /// @param tenantSuspension why an admin suspended its tenant; null = not suspended
  /// @param deletedAt when it was deleted; null = not deleted
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

    /// The reason of the suspension; null = not suspended.
    public @Nullable String reason() {
      return suspension != null ? suspension : tenantSuspension;
    }

    Standing withBase(RelayStatus status) {
      return new Standing(status, suspension, tenantSuspension, createdAt, deletedAt, reservation);
    }

    Standing withSuspension(@Nullable String reason) {
      return new Standing(base, reason, tenantSuspension, createdAt, deletedAt, reservation);
    }

    /// Deletion also cancels the reservation.
    Standing withDeletion(@Nullable Instant at) {
      return new Standing(
          base, suspension, tenantSuspension, createdAt, at, at == null ? reservation : null);
    }

    Standing withReservation(@Nullable Reservation next) {
      return new Standing(base, suspension, tenantSuspension, createdAt, deletedAt, next);
    }
  }

  /// A paid plan that a relay waits for. An offline relay goes online when it is paid; an online
  /// one stays on its plan until then.
  ///
  /// @param invoiceId the open invoice to be paid; `""` = not created yet
  public record Reservation(String planId, BillingInterval interval, String invoiceId) {
    static Reservation of(Wishes wishes) {
      return new Reservation(wishes.planId(), wishes.interval(), "");
    }

    boolean isOf(Wishes wishes) {
      return planId.equals(wishes.planId()) && interval == wishes.interval();
    }
  }

  /// The state that hosting has observed.
  ///
  /// @param generation number of the newest desired state for zooid
  /// @param syncedGeneration the newest one observed on the relay's own host
  /// @param answeredOnce whether it ever answered
  /// @param memberCount without the relay's own key; null = never counted
  public record Seen(
      long generation,
      long syncedGeneration,
      boolean answeredOnce,
      Provisioning.Step step,
      Trouble trouble,
      @Nullable Integer memberCount) {}

  /// Why the newest desired state is not in effect yet.
  ///
  /// @param error an error message for the owner; `""` = none
  /// @param refused true = zooid refused; false = it did not answer
  /// @param attempts consecutive failed attempts
  /// @param since start of its host's refusals or silence; null = it answers. A change of the relay
  ///   does not reset it.
  public record Trouble(String error, boolean refused, int attempts, @Nullable Instant since) {
    public static final Trouble NONE = new Trouble("", false, 0, null);
  }

  /// The exact Host header that it answers to. A deleted relay gets another host, so that its
  /// tenant can reuse the label: no label may begin with `_`.
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

  /// [#publicHost()] without a port, as the DNS knows it.
  public String publicHostName() {
    var host = publicHost();
    var colon = host.indexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }

  /// The address for clients.
  public String url() {
    return (isLocal(address.zooidDomain()) ? "ws://" : "wss://") + publicHost();
  }

  public RelayStatus status() {
    return standing.status();
  }

  /// Whether its host should answer.
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

  /// How often the plan that it waits for is charged.
  public BillingInterval reservedInterval() {
    var reservation = standing.reservation();
    return reservation == null ? BillingInterval.MONTH : reservation.interval();
  }

  /// Whether it is offline until its first invoice is paid.
  public boolean awaitsPayment() {
    return !reservedPlan().isEmpty() && status() == RelayStatus.DELINQUENT;
  }

  /// Whether it waits for a payment and did not wait before.
  boolean waitsAnew(Relay before) {
    return !reservedPlan().isEmpty()
        && !(reservedPlan().equals(before.reservedPlan())
            && reservedInterval() == before.reservedInterval());
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

  /// Deleted, so that its custom domain is in effect no longer.
  public Relay deleted(Instant at) {
    return with(standing.withDeletion(at))
        .with(CustomDomain.unverified(address.customDomain().name()));
  }

  Relay with(CustomDomain next) {
    var place = new Address(address.subdomain(), address.zooidDomain(), address.schema(), next);
    return new Relay(id, tenant, place, wishes, standing, seen);
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
