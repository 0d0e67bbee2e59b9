package caravel.control.tenant;

import caravel.nostr.PublicKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An owner of relays.
///
/// @param returnUrl where the tenant's client wants people redirected; `""` = nowhere
/// @param suspension null = not suspended
public record Tenant(
    PublicKey pubkey,
    String returnUrl,
    @Nullable Suspension suspension,
    Instant createdAt,
    Account account) {
  /// An admin took the tenant and all its relays offline.
  public record Suspension(Instant at, String reason) {}

  public boolean isSuspended() {
    return suspension != null;
  }

  /// The most serious state that applies.
  public TenantStatus status() {
    if (isSuspended()) {
      return TenantStatus.SUSPENDED;
    }
    if (account.dues().churnedAt() != null) {
      return TenantStatus.DELINQUENT;
    }
    return account.dues().openInvoices() > 0 ? TenantStatus.PAST_DUE : TenantStatus.ACTIVE;
  }

  Tenant withReturnUrl(String url) {
    return new Tenant(pubkey, url, suspension, createdAt, account);
  }

  Tenant withSuspension(@Nullable Suspension next) {
    return new Tenant(pubkey, returnUrl, next, createdAt, account);
  }

  Tenant with(Account next) {
    return new Tenant(pubkey, returnUrl, suspension, createdAt, next);
  }
}
