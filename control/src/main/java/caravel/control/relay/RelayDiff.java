package caravel.control.relay;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Compares two states of a relay and returns the JSON names of the fields that differ.
final class RelayDiff {
  private RelayDiff() {}

  static List<String> between(Relay before, Relay after) {
    var old = fields(before);
    return fields(after).entrySet().stream()
        .filter(field -> !Objects.equals(field.getValue(), old.get(field.getKey())))
        .map(Map.Entry::getKey)
        .toList();
  }

  /// The fields that a request may change, as the API shows them.
  static Map<String, Object> fields(Relay relay) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("subdomain", relay.address().subdomain());
    fields.put("plan_id", relay.wishes().planId());
    fields.put("interval", relay.wishes().interval().word());
    fields.put("custom_domain", relay.address().customDomain().name());
    var profile = relay.wishes().profile();
    fields.put("info_name", profile.name());
    fields.put("info_icon", profile.icon());
    fields.put("info_description", profile.description());
    fields.putAll(relay.wishes().settings().flags());
    return fields;
  }

  /// The detail of an activity that changed a relay's plan or interval.
  static Map<String, Object> detailOfPlan(Relay before, Relay after) {
    var detail = new LinkedHashMap<String, Object>();
    detail.put("changed", between(before, after));
    putMoves(detail, before, after);
    return detail;
  }

  /// Adds the old and the new values of the fields that people see in the activity.
  static void putMoves(Map<String, Object> detail, Relay before, Relay after) {
    var old = fields(before);
    var now = fields(after);
    for (var field : List.of("subdomain", "plan_id", "interval")) {
      if (!Objects.equals(old.get(field), now.get(field))) {
        detail.put(field, new ValueMove(old.get(field), now.get(field)));
      }
    }
  }

  /// The values of a field before and after a change.
  private record ValueMove(@Nullable Object from, @Nullable Object to) {}

  static int flag(boolean on) {
    return on ? 1 : 0;
  }
}
