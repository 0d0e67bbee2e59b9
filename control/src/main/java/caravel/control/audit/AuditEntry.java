package caravel.control.audit;

import caravel.nostr.PublicKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One row of the audit log.
///
/// @param admin the operator who acted
/// @param reason in the operator's words; `""` = none given
/// @param resourceName the present name of the object, if it is a relay; null = it has none
public record AuditEntry(
    String id,
    Instant createdAt,
    PublicKey admin,
    Act act,
    String reason,
    @Nullable String resourceName) {
  /// An act of an operator.
  ///
  /// @param action the type of its activity: an imperative verb, then a noun
  /// @param tenant owner of the object; null = the platform
  /// @param detail an object with further facts; may be empty
  public record Act(
      String action,
      String resourceType,
      String resourceId,
      @Nullable PublicKey tenant,
      JsonNode detail) {}

  /// The entry as the API shows it.
  public Map<String, Object> shown() {
    var json = new LinkedHashMap<String, Object>();
    json.put("id", id);
    json.put("created_at", createdAt.getEpochSecond());
    json.put("admin_pubkey", admin.hex());
    json.put("action", act.action());
    json.put("resource_type", act.resourceType());
    json.put("resource_id", act.resourceId());
    if (resourceName != null) {
      json.put("resource_name", resourceName);
    }
    var tenant = act.tenant();
    if (tenant != null) {
      json.put("tenant_pubkey", tenant.hex());
    }
    json.put("reason", reason);
    json.put("detail", act.detail());
    return json;
  }
}
