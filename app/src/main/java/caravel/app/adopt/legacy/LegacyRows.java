package caravel.app.adopt.legacy;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rows of the older Caravel's database, as they are stored there.
///
/// @param reports columns and tables that are not adopted, as sentences for the operator
record LegacyRows(
    List<LegacyTenant> tenants,
    List<LegacyRelay> relays,
    List<LegacyInvoice> invoices,
    List<LegacyItem> items,
    List<String> reports) {

  /// @param sealedWallet the encrypted connection to a wallet; `""` = none
  /// @param anchor in seconds; null = nothing was billable
  /// @param customerId at the card processor; `""` = none
  /// @param paymentMethodId the saved card; `""` = none
  record LegacyTenant(
      String pubkey,
      String sealedWallet,
      @Nullable Long anchor,
      String customerId,
      String paymentMethodId) {}

  /// @param text by our name of a column; a column without a value is absent
  /// @param flags the switches that the table has
  record LegacyRelay(
      String id,
      String tenant,
      @Nullable Long createdAt,
      Map<String, String> text,
      Map<String, Boolean> flags) {
    String get(String column) {
      return text.getOrDefault(column, "");
    }
  }

  /// @param status `""` = unknown
  /// @param method `""` = none
  record LegacyInvoice(
      String id, String tenant, long cents, Times times, String status, String method) {
    boolean isVoid() {
      return times.voidedAt != null || status.equals("void") || status.equals("voided");
    }

    boolean isPaid() {
      return !isVoid() && (times.paidAt != null || status.equals("paid"));
    }
  }

  /// In seconds.
  record Times(
      long periodStart,
      long periodEnd,
      long createdAt,
      @Nullable Long paidAt,
      @Nullable Long voidedAt) {}

  /// @param invoice `""` = it was not invoiced
  record LegacyItem(
      String invoice, String relay, String plan, long cents, String description, boolean isVoid) {}
}
