package caravel.control.tenant;

import caravel.nostr.PublicKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An owner of relays.
///
/// @param returnUrl where the tenant's client wants people redirected; `""` = nowhere
/// @param suspension null = not suspended
/// @param closedAt when the tenant closed the account; null = it is open
public record Tenant(
    PublicKey pubkey,
    String returnUrl,
    @Nullable Suspension suspension,
    Instant createdAt,
    @Nullable Instant closedAt,
    Account account) {
  /// An admin took the tenant and all its relays offline.
  public record Suspension(Instant at, String reason) {}

  public boolean isSuspended() {
    return suspension != null;
  }

  public boolean isClosed() {
    return closedAt != null;
  }

  /// The most serious state that applies. A suspension outlasts the closing of the account.
  public TenantStatus status() {
    if (isClosed()) {
      return TenantStatus.CLOSED;
    }
    if (isSuspended()) {
      return TenantStatus.SUSPENDED;
    }
    if (account.dues().churnedAt() != null) {
      return TenantStatus.DELINQUENT;
    }
    return account.dues().openInvoices() > 0 ? TenantStatus.PAST_DUE : TenantStatus.ACTIVE;
  }

  Tenant withReturnUrl(String url) {
    return new Tenant(pubkey, url, suspension, createdAt, closedAt, account);
  }

  Tenant withSuspension(@Nullable Suspension next) {
    return new Tenant(pubkey, returnUrl, next, createdAt, closedAt, account);
  }

  /// @param at null = the account is open again
  Tenant withClosing(@Nullable Instant at) {
    return new Tenant(pubkey, returnUrl, suspension, createdAt, at, account);
  }

  Tenant with(Account next) {
    return new Tenant(pubkey, returnUrl, suspension, createdAt, closedAt, next);
  }
}
