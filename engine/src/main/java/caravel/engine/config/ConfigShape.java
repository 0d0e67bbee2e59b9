package caravel.engine.config;

import caravel.nostr.MalformedException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The fields of a configuration and their types. JSON, TOML and the merge patch share this list.
final class ConfigShape {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /// The tables and their fields, in the order of the written file.
  private static final List<Table> TABLES =
      List.of(
          new Table("info", List.of("name", "icon", "pubkey", "description"), List.of()),
          new Table(
              "policy",
              List.of(),
              List.of(
                  "public_join", "strip_signatures", "public_read", "public_write", "anonymous")),
          new Table("groups", List.of(), List.of("enabled")),
          new Table("push", List.of(), List.of("enabled")),
          new Table("management", List.of(), List.of("enabled")),
          new Table("blossom", List.of("adapter"), List.of("enabled", "authenticated_read")),
          new Table("livekit", List.of("server_url", "api_key", "api_secret"), List.of()));

  private static final Table S3 =
      new Table(
          "s3",
          List.of("endpoint", "region", "bucket", "access_key", "secret_key", "key_prefix"),
          List.of());

  /// The numbers of the table `blossom`. Absent means the server's default.
  private static final List<String> BLOSSOM_LIMITS =
      List.of("max_bytes", "max_bytes_per_member", "max_file_bytes");

  private ConfigShape() {}

  private record Table(String name, List<String> texts, List<String> flags) {}

  /// Returns a tree with every known field in its type. Absent fields are empty; unknown keys are
  /// dropped.
  ///
  /// @throws MalformedException naming the field that has another type
  static ObjectNode normal(JsonNode given) {
    if (given.isNull()) {
      return normal(NODES.objectNode());
    }
    var root = object(given, "a config");
    var normal = NODES.objectNode();
    for (var key : List.of("host", "schema", "secret")) {
      normal.put(key, text(find(root, key), key));
    }
    normal.put("inactive", flag(find(root, "inactive"), "inactive"));
    for (var table : TABLES) {
      normal.set(table.name(), table(table, find(root, table.name()), table.name()));
    }
    var members = number(find(table(root, "policy"), "max_members"), "policy.max_members");
    if (members != null) {
      ((ObjectNode) normal.path("policy")).put("max_members", members);
    }
    var bytes = bytes(find(table(root, "policy"), "max_bytes"), "policy.max_bytes");
    if (bytes != null) {
      ((ObjectNode) normal.path("policy")).put("max_bytes", bytes);
    }
    var blossom = (ObjectNode) normal.path("blossom");
    for (var key : BLOSSOM_LIMITS) {
      var limit = bytes(find(table(root, "blossom"), key), "blossom." + key);
      if (limit != null) {
        blossom.put(key, limit);
      }
    }
    blossom.set("s3", table(S3, find(table(root, "blossom"), "s3"), "blossom.s3"));
    normal.set("roles", roles(find(root, "roles")));
    return normal;
  }

  static ObjectNode of(RelayConfig config) {
    var tree = NODES.objectNode();
    tree.put("host", config.host()).put("schema", config.schema());
    tree.put("secret", config.secret().revealHex()).put("inactive", config.inactive());
    var info = config.info();
    tree.putObject("info")
        .put("name", info.name())
        .put("icon", info.icon())
        .put("pubkey", info.owner().hex())
        .put("description", info.description());
    var policy = config.policy();
    tree.putObject("policy")
        .put("public_join", policy.publicJoin())
        .put("strip_signatures", policy.stripSignatures())
        .put("public_read", policy.publicRead())
        .put("public_write", policy.publicWrite())
        .put("anonymous", policy.anonymous());
    if (policy.maxMembers() != null) {
      ((ObjectNode) tree.path("policy")).put("max_members", policy.maxMembers());
    }
    if (policy.maxBytes() != null) {
      ((ObjectNode) tree.path("policy")).put("max_bytes", policy.maxBytes());
    }
    tree.putObject("groups").put("enabled", config.features().groups());
    tree.putObject("push").put("enabled", config.features().push());
    tree.putObject("management").put("enabled", config.features().management());
    media(tree, config.features());
    var roles = tree.putObject("roles");
    for (var role : new TreeMap<>(config.roles()).entrySet()) {
      var node = roles.putObject(role.getKey());
      var pubkeys = node.putArray("pubkeys");
      role.getValue().pubkeys().forEach(pubkeys::add);
      node.put("can_invite", role.getValue().canInvite());
      node.put("can_manage", role.getValue().canManage());
    }
    return tree;
  }

  private static void media(ObjectNode tree, RelayConfig.Features features) {
    var blossom = features.blossom();
    var table =
        tree.putObject("blossom")
            .put("adapter", blossom.adapter())
            .put("enabled", blossom.enabled())
            .put("authenticated_read", blossom.authenticatedRead());
    var limits = blossom.limits();
    putIfSet(table, "max_bytes", limits.maxBytes());
    putIfSet(table, "max_bytes_per_member", limits.maxBytesPerMember());
    putIfSet(table, "max_file_bytes", limits.maxFileBytes());
    table
        .putObject("s3")
        .put("endpoint", blossom.s3().endpoint())
        .put("region", blossom.s3().region())
        .put("bucket", blossom.s3().bucket())
        .put("access_key", blossom.s3().accessKey())
        .put("secret_key", blossom.s3().secretKey())
        .put("key_prefix", blossom.s3().keyPrefix());
    tree.putObject("livekit")
        .put("server_url", features.livekit().serverUrl())
        .put("api_key", features.livekit().apiKey())
        .put("api_secret", features.livekit().apiSecret());
  }

  private static void putIfSet(ObjectNode table, String key, @Nullable Long value) {
    if (value != null) {
      table.put(key, value);
    }
  }

  private static ObjectNode table(Table table, @Nullable JsonNode given, String path) {
    var from = given == null ? NODES.objectNode() : object(given, path);
    var to = NODES.objectNode();
    for (var key : table.texts()) {
      to.put(key, text(find(from, key), path + "." + key));
    }
    for (var key : table.flags()) {
      to.put(key, flag(find(from, key), path + "." + key));
    }
    return to;
  }

  private static ObjectNode table(ObjectNode root, String name) {
    return find(root, name) instanceof ObjectNode table ? table : NODES.objectNode();
  }

  private static ObjectNode roles(@Nullable JsonNode given) {
    var roles = NODES.objectNode();
    if (given == null) {
      return roles;
    }
    var named = new TreeMap<String, JsonNode>();
    for (var role : object(given, "roles").properties()) {
      named.put(role.getKey(), role.getValue());
    }
    named.forEach((name, role) -> roles.set(name, role(role, "roles." + name)));
    return roles;
  }

  private static ObjectNode role(JsonNode given, String path) {
    var from = given.isNull() ? NODES.objectNode() : object(given, path);
    var to = NODES.objectNode();
    var pubkeys = to.putArray("pubkeys");
    var list = find(from, "pubkeys");
    if (list != null) {
      if (!list.isArray()) {
        throw wrong(path + ".pubkeys", "a list of strings");
      }
      for (var pubkey : list) {
        pubkeys.add(text(pubkey, path + ".pubkeys"));
      }
    }
    to.put("can_invite", flag(find(from, "can_invite"), path + ".can_invite"));
    to.put("can_manage", flag(find(from, "can_manage"), path + ".can_manage"));
    return to;
  }

  /// Finds the exact key, or the last key that differs in letter case only. `null` counts as
  /// absent.
  private static @Nullable JsonNode find(ObjectNode object, String key) {
    var found = object.get(key);
    if (found == null) {
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        if (entry.getKey().equalsIgnoreCase(key)) {
          found = entry.getValue();
        }
      }
    }
    return found == null || found.isNull() ? null : found;
  }

  private static ObjectNode object(JsonNode node, String path) {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw wrong(path, "an object");
  }

  private static String text(@Nullable JsonNode node, String path) {
    if (node == null || node.isNull()) {
      return "";
    }
    if (!node.isString()) {
      throw wrong(path, "a string");
    }
    return node.stringValue();
  }

  private static boolean flag(@Nullable JsonNode node, String path) {
    if (node == null) {
      return false;
    }
    if (!node.isBoolean()) {
      throw wrong(path, "true or false");
    }
    return node.booleanValue();
  }

  private static @Nullable Integer number(@Nullable JsonNode node, String path) {
    if (node == null) {
      return null;
    }
    if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
      throw wrong(path, "a whole number from 0 to " + Integer.MAX_VALUE);
    }
    return node.intValue();
  }

  private static @Nullable Long bytes(@Nullable JsonNode node, String path) {
    if (node == null) {
      return null;
    }
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
      throw wrong(path, "a whole number from 0 to " + Long.MAX_VALUE);
    }
    return node.longValue();
  }

  private static MalformedException wrong(String path, String wanted) {
    return new MalformedException(path + " must be " + wanted);
  }
}
