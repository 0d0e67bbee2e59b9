package caravel.control.relay;

import caravel.control.http.TeamRole;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// The relay's JSON object in the API.
final class RelayJson {
  private RelayJson() {}

  /// With the role of the person who gets it.
  static Map<String, Object> of(Relay relay, TeamRole role) {
    var json = of(relay);
    json.put("role", role.word());
    return json;
  }

  static Map<String, Object> of(Relay relay) {
    var json = new LinkedHashMap<String, Object>();
    var address = relay.address();
    json.put("id", relay.id().value());
    json.put("tenant_pubkey", relay.tenant().hex());
    json.put("subdomain", address.subdomain());
    json.put("zooid_domain", address.zooidDomain());
    json.put("schema", address.schema());
    json.put("plan_id", relay.wishes().planId());
    json.put("interval", relay.wishes().interval().word());
    json.put("status", relay.status().word());
    json.put("awaiting_payment", RelayDiff.flag(relay.awaitsPayment()));
    var reserved = relay.reservedPlan();
    if (!reserved.isEmpty()) {
      json.put("reserved_plan_id", reserved);
      json.put("reserved_interval", relay.reservedInterval().word());
      var invoice = Objects.requireNonNull(relay.standing().reservation()).invoiceId();
      if (!invoice.isEmpty()) {
        json.put("reserved_invoice_id", invoice);
      }
    }
    json.put("sync_error", relay.seen().trouble().error());
    json.put("synced", RelayDiff.flag(relay.seen().answeredOnce()));
    json.put("custom_domain", address.customDomain().name());
    json.put("custom_domain_verified", RelayDiff.flag(address.customDomain().isVerified()));
    var profile = relay.wishes().profile();
    json.put("info_name", profile.name());
    json.put("info_icon", profile.icon());
    json.put("info_description", profile.description());
    json.putAll(relay.wishes().settings().flags());
    json.put("created_at", relay.standing().createdAt().getEpochSecond());
    json.put("url", relay.url());
    json.put("provisioning", relay.provisioning().word());
    json.put("provisioning_step", relay.seen().step().word());
    var since = relay.seen().trouble().since();
    if (since != null && relay.seen().answeredOnce()) {
      json.put("not_responding_since", since.getEpochSecond());
    }
    var members = relay.seen().memberCount();
    if (members != null) {
      json.put("member_count", members);
    }
    var reason = relay.standing().reason();
    if (reason != null) {
      json.put("suspension_reason", reason);
    }
    var deletedAt = relay.standing().deletedAt();
    if (deletedAt != null) {
      json.put("deleted_at", deletedAt.getEpochSecond());
    }
    return json;
  }
}
