package caravel.engine.config;

import caravel.nostr.Json;
import caravel.nostr.MalformedException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A configuration whose every field has its type, but which nobody has checked yet: what a file, a
/// body or a patch says.
///
/// Every text that its methods throw is the one a caller of the management API is sent.
public final class ConfigDraft {
  private static final String BAD_JSON = "invalid json config: ";

  private final ObjectNode tree;

  private ConfigDraft(ObjectNode tree) {
    this.tree = tree;
  }

  /// Reads a complete configuration; what is not said is empty, false or zero. Keys are found in
  /// any letter case, unknown ones are passed over, `null` says nothing.
  ///
  /// @throws MalformedException `invalid json config: …`
  public static ConfigDraft ofJson(String body) {
    try {
      return new ConfigDraft(ConfigShape.normal(json(body)));
    } catch (MalformedException refused) {
      throw new MalformedException(BAD_JSON + refused.getMessage(), refused);
    }
  }

  /// Reads a file.
  ///
  /// @throws MalformedException when it is not TOML or a field has another type
  public static ConfigDraft ofToml(String text) {
    return new ConfigDraft(ConfigShape.normal(ConfigToml.read(text)));
  }

  public static ConfigDraft of(RelayConfig config) {
    return new ConfigDraft(ConfigShape.of(config));
  }

  /// This one with a merge patch (RFC 7396) upon it. A body of `null` changes nothing.
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

  /// @throws MalformedException with zooid's text for the first thing that is wrong
  public RelayConfig checked() {
    return ConfigRules.check(tree);
  }

  /// All fields, empty ones included, as the file that zooid writes.
  public String toToml() {
    return ConfigToml.write(tree);
  }

  /// All fields, empty ones included.
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

  /// Names the relay only: the rest holds secrets.
  @Override
  public String toString() {
    return "ConfigDraft[" + tree.get("host") + " " + tree.get("schema") + "]";
  }
}
