package caravel.app.adopt.zooid;

import caravel.engine.config.ConfigDraft;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// One relay's configuration file in the folder of a zooid.
///
/// @param id the name of the file without `.toml`
/// @param host the exact Host header of the relay
/// @param draft every field
record ZooidFile(
    String id, String host, String schema, SecretKey secret, PublicKey owner, ConfigDraft draft) {
  /// A part of the ids that zooid accepts. Each is one segment of a path.
  private static final Pattern ID = Pattern.compile("[0-9a-zA-Z_][0-9a-zA-Z._-]{0,99}");

  private static final Pattern SCHEMA = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,99}");
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{1,64}");
  private static final int HEX_DIGITS = 64;

  /// @throws MalformedException with a sentence for the operator, which contains no secret
  static ZooidFile parse(String id, String toml) {
    if (!ID.matcher(id).matches()) {
      throw new MalformedException(
          "Its name is no id that Caravel can use: at most 100 letters, digits, and . _ -");
    }
    var draft = draft(toml);
    var fields = draft.toJson();
    var host = text(fields, "host").toLowerCase(Locale.ROOT);
    if (host.isEmpty()) {
      throw new MalformedException("It has no host.");
    }
    var schema = text(fields, "schema");
    if (!SCHEMA.matcher(schema).matches()) {
      throw new MalformedException(
          "Its schema may contain letters, digits and _ only, and does not.");
    }
    return new ZooidFile(id, host, schema, secret(text(fields, "secret")), owner(fields), draft);
  }

  /// A message of the reader may repeat a value, which may be the secret.
  private static ConfigDraft draft(String toml) {
    try {
      return ConfigDraft.ofToml(toml);
    } catch (MalformedException malformed) {
      throw new MalformedException("It is not a TOML file with a zooid's fields.", malformed);
    }
  }

  private static String text(JsonNode fields, String name) {
    return fields.path(name).asString("").strip();
  }

  /// zooid puts zeros before a shorter key.
  private static SecretKey secret(String text) {
    var hex = text.toLowerCase(Locale.ROOT);
    if (text.isEmpty()) {
      throw new MalformedException(
          "It has no secret. Invites, exports and notices need it, so it is not adopted.");
    }
    try {
      if (HEX.matcher(hex).matches()) {
        return SecretKey.parse("0".repeat(HEX_DIGITS - hex.length()) + hex);
      }
    } catch (IllegalArgumentException wrong) {
      // The sentence below has no part of it.
    }
    throw new MalformedException("Its secret is not a secret key in hex.");
  }

  private static PublicKey owner(JsonNode fields) {
    try {
      return PublicKey.parse(text(fields.path("info"), "pubkey"));
    } catch (MalformedException | IllegalArgumentException wrong) {
      throw new MalformedException("Its info.pubkey, the owner, is not a public key.", wrong);
    }
  }
}
