package caravel.app.adopt.zooid;

import caravel.engine.config.ConfigDraft;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A field of a zooid's configuration that Caravel's next change would set to another value.
///
/// @param field its path, for instance `policy.public_read`
/// @param before as JSON; a secret is not shown
record ConfigChange(String field, String before, String after) {
  private static final String SECRET = "(secret)";

  private static final Set<String> SECRETS =
      Set.of("secret", "api_key", "api_secret", "access_key", "secret_key");

  /// Limits of Caravel's plans. A zooid does not know them.
  private static final Set<String> LIMITS =
      Set.of(
          "policy.max_members",
          "policy.max_bytes",
          "blossom.max_bytes",
          "blossom.max_bytes_per_member");

  /// Compares a configuration with itself after a patch.
  ///
  /// @param patch the body of the request that Caravel would send
  static List<ConfigChange> of(ConfigDraft draft, String patch) {
    var before = fields(draft);
    var after = fields(draft.patched(patch));
    var names = new TreeMap<String, JsonNode>(before);
    names.putAll(after);
    var changes = new ArrayList<ConfigChange>();
    for (var name : names.keySet()) {
      var old = before.get(name);
      var next = after.get(name);
      var isNewLimit = old == null && LIMITS.contains(name);
      if (!isNewLimit && !Objects.equals(old, next)) {
        changes.add(new ConfigChange(name, shown(name, old), shown(name, next)));
      }
    }
    return List.copyOf(changes);
  }

  private static String shown(String name, @Nullable JsonNode value) {
    if (value == null) {
      return "absent";
    }
    var isSecret = SECRETS.contains(name.substring(name.lastIndexOf('.') + 1));
    return isSecret && !value.asString("").isEmpty() ? SECRET : value.toString();
  }

  /// Every field that is not a table, by its path. Values that mean the same to a zooid are the
  /// same.
  private static Map<String, JsonNode> fields(ConfigDraft draft) {
    var tree = (ObjectNode) draft.toJson();
    var blossom = (ObjectNode) tree.get("blossom");
    if (blossom.path("adapter").asString("").isEmpty()) {
      blossom.put("adapter", "local");
    }
    var roles = (ObjectNode) tree.get("roles");
    // A role that no one has does nothing.
    role(roles, "member", false);
    role(roles, "moderator", true);
    var fields = new TreeMap<String, JsonNode>();
    flatten("", tree, fields);
    return fields;
  }

  private static void role(ObjectNode roles, String name, boolean isAllowed) {
    if (!roles.has(name)) {
      var role = roles.putObject(name);
      role.putArray("pubkeys");
      role.put("can_invite", isAllowed).put("can_manage", isAllowed);
    }
  }

  private static void flatten(String path, ObjectNode tree, Map<String, JsonNode> into) {
    for (var entry : tree.properties()) {
      if (entry.getValue() instanceof ObjectNode table) {
        flatten(path + entry.getKey() + ".", table, into);
      } else {
        into.put(path + entry.getKey(), entry.getValue());
      }
    }
  }
}
