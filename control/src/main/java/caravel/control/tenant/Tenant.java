package caravel.control.tenant;

import caravel.nostr.PublicKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Somebody who has relays here.
///
/// @param returnUrl where their client wants them to come back to; `""` = nowhere
/// @param suspension null = not suspended
public record Tenant(
    PublicKey pubkey, String returnUrl, @Nullable Suspension suspension, Instant createdAt) {
  /// An admin took the tenant and all its relays offline.
  public record Suspension(Instant at, String reason) {}

  public boolean isSuspended() {
    return suspension != null;
  }

  /// The first state that holds. Nobody owes anything while nothing is billed.
  public TenantStatus status() {
    return isSuspended() ? TenantStatus.SUSPENDED : TenantStatus.ACTIVE;
  }
}
