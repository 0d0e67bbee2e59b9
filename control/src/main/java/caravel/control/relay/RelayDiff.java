package caravel.control.relay;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Which fields of two states of a relay differ, by the names that they have in JSON.
final class RelayDiff {
  private RelayDiff() {}

  static List<String> between(Relay before, Relay after) {
    var old = fields(before);
    return fields(after).entrySet().stream()
        .filter(field -> !Objects.equals(field.getValue(), old.get(field.getKey())))
        .map(Map.Entry::getKey)
        .toList();
  }

  /// What a request may change, as it is shown.
  static Map<String, Object> fields(Relay relay) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("subdomain", relay.address().subdomain());
    fields.put("plan_id", relay.wishes().planId());
    fields.put("custom_domain", relay.address().customDomain());
    var profile = relay.wishes().profile();
    fields.put("info_name", profile.name());
    fields.put("info_icon", profile.icon());
    fields.put("info_description", profile.description());
    fields.putAll(switches(relay.wishes()));
    return fields;
  }

  /// The ten switches, 0 or 1.
  static Map<String, Integer> switches(Relay.Wishes wishes) {
    var switches = new LinkedHashMap<String, Integer>();
    var policy = wishes.policy();
    switches.put("policy_public_read", flag(policy.publicRead()));
    switches.put("policy_public_write", flag(policy.publicWrite()));
    switches.put("policy_public_join", flag(policy.publicJoin()));
    switches.put("policy_strip_signatures", flag(policy.stripSignatures()));
    var features = wishes.features();
    switches.put("groups_enabled", flag(features.groups()));
    switches.put("management_enabled", flag(features.management()));
    switches.put("members_can_invite", flag(features.membersCanInvite()));
    switches.put("blossom_enabled", flag(features.blossom()));
    switches.put("livekit_enabled", flag(features.livekit()));
    switches.put("push_enabled", flag(features.push()));
    return switches;
  }

  static int flag(boolean on) {
    return on ? 1 : 0;
  }
}
