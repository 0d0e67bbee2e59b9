package caravel.app.adopt.legacy;

import caravel.control.billing.ImportedInvoice;
import caravel.control.relay.PaidElsewhere;
import caravel.control.relay.RelayAdoption.Adoptable;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import caravel.nostr.nwc.WalletConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The relays, invoices and ways to pay of one tenant, as they are adopted.
///
/// @param reports what the operator should know, as sentences
/// @param faults why the tenant cannot be adopted; empty = it can
record TenantPlan(
    PublicKey tenant,
    WaysToPay ways,
    List<RelayPlan> relays,
    List<ImportedInvoice> invoices,
    List<String> reports,
    List<String> faults) {

  /// @param wallet null = none
  /// @param customerId at the card processor; `""` = none
  /// @param paymentMethodId the saved card; `""` = none
  record WaysToPay(@Nullable WalletConnection wallet, String customerId, String paymentMethodId) {}

  /// @param secret the relay's own key
  /// @param paid null = no time is paid for
  record RelayPlan(Adoptable relay, SecretKey secret, @Nullable PaidElsewhere paid) {}
}
