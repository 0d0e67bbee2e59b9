package caravel.control.tenant;

import caravel.control.money.Money;
import java.util.Map;

/// The relays and the open money of a tenant, for the operator's list.
///
/// @param relays relays that are not deleted
/// @param online those that should be online
/// @param monthly the present prices of its online relays for one month
/// @param open the sum of its open invoices
record TenantSummary(int relays, int online, Money monthly, Money open) {
  Map<String, Object> shown() {
    return Map.of(
        "relays", relays, "online", online, "monthly", monthly.shown(), "open", open.shown());
  }
}
