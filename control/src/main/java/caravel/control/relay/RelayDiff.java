package caravel.control.relay;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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
    fields.put("custom_domain", relay.address().customDomain().name());
    var profile = relay.wishes().profile();
    fields.put("info_name", profile.name());
    fields.put("info_icon", profile.icon());
    fields.put("info_description", profile.description());
    fields.putAll(relay.wishes().settings().flags());
    return fields;
  }

  static int flag(boolean on) {
    return on ? 1 : 0;
  }
}
