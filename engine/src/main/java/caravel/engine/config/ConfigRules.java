package caravel.engine.config;

import caravel.nostr.Hex;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Validates a relay configuration, in the order and with the messages of zooid.
final class ConfigRules {
  private static final int KEY_DIGITS = 64;

  /// Longest schema name. The schema is part of file names.
  private static final int SCHEMA_CHARACTERS_MAX = 128;

  private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]*");
  private static final Pattern DIGITS = Pattern.compile("[0-9a-fA-F]*");

  private ConfigRules() {}

  /// @param tree as [ConfigShape#normal] returns it
  static RelayConfig check(ObjectNode tree) {
    var host = text(tree, "host");
    if (host.isEmpty()) {
      throw new MalformedException("host is required");
    }
    var schema = text(tree, "schema");
    if (schema.isEmpty()) {
      throw new MalformedException("schema is required");
    }
    if (!SCHEMA.matcher(schema).matches()) {
      throw new MalformedException(
          "schema must contain only lowercase letters, numbers, and underscores");
    }
    if (schema.length() > SCHEMA_CHARACTERS_MAX) {
      throw new MalformedException(
          "schema must have at most " + SCHEMA_CHARACTERS_MAX + " characters");
    }
    var secret = secret(text(tree, "secret"));
    var given = tree.path("info");
    var info =
        new RelayConfig.Info(
            text(given, "name"),
            text(given, "icon"),
            text(given, "description"),
            owner(text(given, "pubkey")));
    return new RelayConfig(
        host,
        schema,
        secret,
        flag(tree, "inactive"),
        info,
        policy(tree.path("policy")),
        features(tree),
        roles(tree.path("roles")));
  }

  /// Parses the relay's secret key. As in zooid, fewer than 64 digits are padded with zeros in
  /// front. Unlike zooid, text that is not hex is refused, and the message never repeats it.
  private static SecretKey secret(String text) {
    if (text.length() > KEY_DIGITS) {
      throw new MalformedException("invalid secret key: secret key should be at most 64-char hex");
    }
    if (!DIGITS.matcher(text).matches()) {
      throw new MalformedException("invalid secret key: secret key should be hex");
    }
    try {
      return new SecretKey(Hex.decode("0".repeat(KEY_DIGITS - text.length()) + text));
    } catch (IllegalArgumentException _) {
      throw new MalformedException("invalid secret key: invalid secret key");
    }
  }

  private static PublicKey owner(String text) {
    if (text.length() != KEY_DIGITS) {
      throw new MalformedException(
          "invalid info.pubkey: pubkey should be 64-char hex, got '" + text + "'");
    }
    if (DIGITS.matcher(text).matches()) {
      var key = PublicKey.parse(text);
      if (key.isOnCurve()) {
        return key;
      }
    }
    throw new MalformedException("invalid info.pubkey: '" + text + "' is not a valid pubkey");
  }

  private static RelayConfig.Policy policy(JsonNode given) {
    return new RelayConfig.Policy(
        flag(given, "public_read"),
        flag(given, "public_write"),
        flag(given, "public_join"),
        flag(given, "strip_signatures"),
        flag(given, "anonymous"),
        maxMembers(given),
        bytes(given, "max_bytes"));
  }

  private static @Nullable Integer maxMembers(JsonNode policy) {
    var given = policy.get("max_members");
    return given == null ? null : (Integer) given.intValue();
  }

  private static @Nullable Long bytes(JsonNode object, String key) {
    var given = object.get(key);
    return given == null ? null : (Long) given.longValue();
  }

  private static RelayConfig.Features features(ObjectNode tree) {
    var livekit = tree.path("livekit");
    return new RelayConfig.Features(
        flag(tree.path("groups"), "enabled"),
        flag(tree.path("management"), "enabled"),
        flag(tree.path("push"), "enabled"),
        blossom(tree.path("blossom")),
        new RelayConfig.Livekit(
            text(livekit, "server_url"), text(livekit, "api_key"), text(livekit, "api_secret")));
  }

  private static RelayConfig.Blossom blossom(JsonNode given) {
    var adapter = text(given, "adapter").isEmpty() ? "local" : text(given, "adapter");
    var s3 = given.path("s3");
    if (adapter.equals("s3")) {
      for (var key : List.of("bucket", "region", "access_key", "secret_key")) {
        if (text(s3, key).isEmpty()) {
          throw new MalformedException(
              "blossom.s3." + key + " is required when blossom.adapter is s3");
        }
      }
    } else if (!adapter.equals("local")) {
      throw new MalformedException("invalid blossom adapter");
    }
    return new RelayConfig.Blossom(
        flag(given, "enabled"),
        flag(given, "authenticated_read"),
        adapter,
        new RelayConfig.S3(
            text(s3, "endpoint"),
            text(s3, "region"),
            text(s3, "bucket"),
            text(s3, "access_key"),
            text(s3, "secret_key"),
            text(s3, "key_prefix")),
        new RelayConfig.FileLimits(
            bytes(given, "max_bytes"),
            bytes(given, "max_bytes_per_member"),
            bytes(given, "max_file_bytes")));
  }

  private static Map<String, RelayConfig.Role> roles(JsonNode given) {
    var roles = new HashMap<String, RelayConfig.Role>();
    for (var role : given.properties()) {
      var pubkeys =
          role.getValue().path("pubkeys").valueStream().map(JsonNode::stringValue).toList();
      roles.put(
          role.getKey(),
          new RelayConfig.Role(
              pubkeys, flag(role.getValue(), "can_invite"), flag(role.getValue(), "can_manage")));
    }
    return roles;
  }

  private static String text(JsonNode object, String key) {
    return object.path(key).stringValue();
  }

  private static boolean flag(JsonNode object, String key) {
    return object.path(key).booleanValue();
  }
}
