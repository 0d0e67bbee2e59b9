package caravel.control.tenant;

import caravel.control.money.Currency;
import caravel.control.money.Money;
import java.util.LinkedHashMap;
import java.util.Map;

/// A tenant as the API shows it.
final class TenantJson {
  private TenantJson() {}

  static Map<String, Object> of(Tenant tenant, Currency currency) {
    var json = new LinkedHashMap<String, Object>();
    json.put("pubkey", tenant.pubkey().hex());
    json.put("return_url", tenant.returnUrl());
    json.put("nwc_is_set", false);
    json.put("created_at", tenant.createdAt().getEpochSecond());
    json.put("stripe_customer_id", "");
    json.put("status", tenant.status().word());
    json.put("credit", Money.zero(currency).shown());
    var suspension = tenant.suspension();
    if (suspension != null) {
      json.put("suspended_at", suspension.at().getEpochSecond());
      json.put("suspension_reason", suspension.reason());
    }
    return json;
  }
}
