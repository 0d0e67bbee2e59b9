package caravel.engine.config;

import caravel.nostr.Json;
import caravel.nostr.MalformedException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A relay configuration that has the right types but is not validated yet. Read from a file, a
/// request body or a patch.
///
/// The messages of its exceptions are sent to callers of the management API.
public final class ConfigDraft {
  private static final String BAD_JSON = "invalid json config: ";

  private final ObjectNode tree;

  private ConfigDraft(ObjectNode tree) {
    this.tree = tree;
  }

  /// Reads a complete configuration. Absent fields and `null` become empty, false or zero. Keys
  /// match in any letter case; unknown keys are ignored.
  ///
  /// @throws MalformedException `invalid json config: …`
  public static ConfigDraft ofJson(String body) {
    try {
      return new ConfigDraft(ConfigShape.normal(json(body)));
    } catch (MalformedException refused) {
      throw new MalformedException(BAD_JSON + refused.getMessage(), refused);
    }
  }

  /// Reads a TOML file.
  ///
  /// @throws MalformedException when the text is not TOML or a field has the wrong type
  public static ConfigDraft ofToml(String text) {
    return new ConfigDraft(ConfigShape.normal(ConfigToml.read(text)));
  }

  public static ConfigDraft of(RelayConfig config) {
    return new ConfigDraft(ConfigShape.of(config));
  }

  /// Returns this configuration with a merge patch (RFC 7396) applied. A body of `null` changes
  /// nothing.
  ///
  /// @throws MalformedException `invalid json config: …`
  public ConfigDraft patched(String body) {
    try {
      var patch = json(body);
      if (patch.isNull()) {
        return this;
      }
      if (!patch.isObject()) {
        throw new MalformedException("a patch is an object");
      }
      return new ConfigDraft(ConfigShape.normal(MergePatch.apply(tree, patch)));
    } catch (MalformedException refused) {
      throw new MalformedException(BAD_JSON + refused.getMessage(), refused);
    }
  }

  /// Validates the configuration.
  ///
  /// @throws MalformedException with zooid's text for the first invalid field
  public RelayConfig checked() {
    return ConfigRules.check(tree);
  }

  /// Writes all fields, empty ones included, in the format of zooid's files.
  public String toToml() {
    return ConfigToml.write(tree);
  }

  /// Returns all fields, empty ones included.
  public JsonNode toJson() {
    return tree.deepCopy();
  }

  private static JsonNode json(String body) {
    try {
      var node = Json.mapper().readTree(body);
      if (node.isMissingNode()) {
        throw new MalformedException("unexpected end of JSON input");
      }
      return node;
    } catch (UnexpectedEndOfInputException malformed) {
      throw new MalformedException("unexpected end of JSON input", malformed);
    } catch (StreamReadException malformed) {
      throw new MalformedException(malformed.getOriginalMessage(), malformed);
    } catch (JacksonException malformed) {
      throw new MalformedException("more than one JSON value", malformed);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConfigDraft draft && tree.equals(draft.tree);
  }

  @Override
  public int hashCode() {
    return tree.hashCode();
  }

  /// Contains the relay's host only, because other fields are secrets.
  @Override
  public String toString() {
    return "ConfigDraft[" + tree.get("host") + " " + tree.get("schema") + "]";
  }
}
