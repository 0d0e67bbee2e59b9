package caravel.control.tenant;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The tenant's JSON object in the API.
final class TenantJson {
  private TenantJson() {}

  static Map<String, Object> of(Tenant tenant) {
    var json = new LinkedHashMap<String, Object>();
    json.put("pubkey", tenant.pubkey().hex());
    json.put("return_url", tenant.returnUrl());
    var account = tenant.account();
    json.put("nwc_is_set", account.wallet().isSet());
    json.put("created_at", tenant.createdAt().getEpochSecond());
    json.put("stripe_customer_id", account.card().customerId());
    json.put("status", tenant.status().word());
    json.put("credit", account.dues().credit().shown());
    putTime(json, "closed_at", tenant.closedAt());
    putDues(json, account.dues());
    putWallet(json, account.wallet());
    putCard(json, account.card());
    var suspension = tenant.suspension();
    if (suspension != null) {
      json.put("suspended_at", suspension.at().getEpochSecond());
      json.put("suspension_reason", suspension.reason());
    }
    return json;
  }

  private static void putDues(Map<String, Object> json, Account.Dues dues) {
    putTime(json, "billing_anchor", dues.anchor());
    putTime(json, "renews_at", dues.renewsAt());
    putTime(json, "churned_at", dues.churnedAt());
    putTime(json, "disputed_at", dues.disputedAt());
  }

  /// Shows the wallet's key and budget. The connection never leaves the server.
  private static void putWallet(Map<String, Object> json, Account.WalletLink wallet) {
    if (wallet.isSet()) {
      var shown = new LinkedHashMap<String, Object>();
      shown.put("pubkey", wallet.pubkey());
      if (wallet.budget() != null) {
        shown.put("budget_msats", wallet.budget().value());
      }
      json.put("wallet", shown);
    }
    putText(json, "nwc_error", wallet.error());
  }

  private static void putCard(Map<String, Object> json, Account.CardLink card) {
    if (card.isSet()) {
      json.put("stripe_payment_method_id", card.paymentMethodId());
      json.put("card", Map.of("brand", card.brand(), "last4", card.last4()));
    }
    putText(json, "stripe_error", card.error());
  }

  private static void putTime(Map<String, Object> json, String name, @Nullable Instant at) {
    if (at != null) {
      json.put(name, at.getEpochSecond());
    }
  }

  private static void putText(Map<String, Object> json, String name, String text) {
    if (!text.isEmpty()) {
      json.put(name, text);
    }
  }
}
