package caravel.verify.simulate;

import caravel.nostr.Json;
import caravel.verify.simulate.TenantSnapshot.Fact;
import caravel.verify.simulate.TenantSnapshot.Terms;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the activities of relays.
final class FactReader {
  private FactReader() {}

  /// @param after a sequence
  static List<Fact> facts(DatabaseView database, String tenant, long after) {
    return database.list(
        """
        SELECT id, sequence, billing_at, resource_id, snapshot FROM activity
         WHERE tenant_pubkey = ? AND sequence > ? AND resource_type = 'relay' ORDER BY sequence
        """,
        row -> {
          var snapshot = Json.tree(row.getString(5));
          return new Fact(
              row.getString(1),
              row.getLong(2),
              row.getLong(3),
              row.getString(4),
              terms(snapshot),
              adopted(snapshot.path("adopted")));
        },
        tenant,
        after);
  }

  private static Terms terms(JsonNode json) {
    var status = json.path("status").asString();
    return new Terms(
        json.path("plan_id").asString(),
        json.path("amount").asLong(),
        json.path("interval").asString("").equals("year") ? 12 : 1,
        status.equals("active"),
        status.equals("delinquent"),
        json.path("reserved_plan_id").asString(""),
        json.path("reserved_amount").asLong(),
        json.path("reserved_interval").asString("").equals("year") ? 12 : 1);
  }

  private static @Nullable AdoptedTime adopted(JsonNode json) {
    return json.isMissingNode()
        ? null
        : new AdoptedTime(
            json.path("plan_id").asString(),
            json.path("amount").asLong(),
            json.path("paid_until").asLong(),
            json.path("anchor").asLong());
  }
}
