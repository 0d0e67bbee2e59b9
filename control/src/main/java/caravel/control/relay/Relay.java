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
  public record Wishes(String planId, Profile profile, Policy policy, Features features) {}

  public record Profile(String name, String icon, String description) {}

  public record Policy(
      boolean publicRead, boolean publicWrite, boolean publicJoin, boolean stripSignatures) {}

  public record Features(
      boolean groups,
      boolean management,
      boolean membersCanInvite,
      boolean blossom,
      boolean livekit,
      boolean push) {}

  /// Whether it shall be online, and who says no.
  ///
  /// @param base active, inactive or delinquent: what holds when nothing is suspended
  /// @param suspension why an admin suspended this relay; null = not suspended
  /// @param tenantSuspension why an admin suspended its tenant; null = not suspended
  /// @param deletedAt since when it is out of the lists; null = not deleted
  public record Standing(
      RelayStatus base,
      @Nullable String suspension,
      @Nullable String tenantSuspension,
      Instant createdAt,
      @Nullable Instant deletedAt) {

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
      return new Standing(status, suspension, tenantSuspension, createdAt, deletedAt);
    }

    Standing withSuspension(@Nullable String reason) {
      return new Standing(base, reason, tenantSuspension, createdAt, deletedAt);
    }

    Standing withDeletion(@Nullable Instant at) {
      return new Standing(base, suspension, tenantSuspension, createdAt, at);
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

  Relay with(Standing next) {
    return new Relay(id, tenant, address, wishes, next, seen);
  }

  private static boolean isLocal(String domain) {
    var colon = domain.indexOf(':');
    var name = colon < 0 ? domain : domain.substring(0, colon);
    return name.equals("localhost") || name.endsWith(".localhost");
  }
}
