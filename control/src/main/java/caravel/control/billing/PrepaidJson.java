package caravel.control.billing;

import caravel.control.billing.core.PrepaidTime;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Prepaid time of an adopted relay as JSON, in the snapshots of activities and in checkpoints.
final class PrepaidJson {
  private PrepaidJson() {}

  static void write(ObjectNode json, PrepaidTime time) {
    json.put("plan_id", time.planId());
    json.put("amount", time.price().amount());
    json.put("paid_until", time.paidUntil().getEpochSecond());
    json.put("anchor", time.anchor().getEpochSecond());
  }

  static PrepaidTime read(JsonNode json, Currency currency) {
    return new PrepaidTime(
        json.path("plan_id").asString(),
        new Money(json.path("amount").asLong(), currency),
        Instant.ofEpochSecond(json.path("paid_until").asLong()),
        Instant.ofEpochSecond(json.path("anchor").asLong()));
  }
}
