package caravel.control.http;

import caravel.control.problem.Problem;
import caravel.nostr.Json;
import caravel.nostr.PublicKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The fields of a request. An absent or null field is null. A wrong type is a [Problem.Invalid]
/// that names the field. Unknown fields are ignored.
public final class InputFields {
  private final ObjectNode object;

  private InputFields(ObjectNode object) {
    this.object = object;
  }

  static InputFields parse(byte[] body) {
    if (body.length == 0) {
      return new InputFields(Json.mapper().createObjectNode());
    }
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      if (text.isBlank()) {
        return new InputFields(Json.mapper().createObjectNode());
      }
      if (ApiJson.strict().readTree(text) instanceof ObjectNode object) {
        return new InputFields(object);
      }
    } catch (CharacterCodingException | JacksonException malformed) {
      // Reported below, like every body that is not an object.
    }
    throw new Problem.Invalid("invalid", null, "The request isn’t a well-formed JSON object.")
        .asException();
  }

  /// Whether the field is present, even if it is null.
  public boolean has(String name) {
    return object.has(name);
  }

  /// A text of at most `charactersMax` characters.
  public @Nullable String text(String name, int charactersMax) {
    var value = present(name);
    if (value == null) {
      return null;
    }
    if (!value.isString()) {
      throw Problem.invalid(name, "This must be text.").asException();
    }
    var text = value.stringValue();
    if (text.length() > charactersMax) {
      throw Problem.invalid(name, "This is too long: use at most " + charactersMax + " characters.")
          .asException();
    }
    if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw Problem.invalid(name, "This contains a character that can’t be stored.").asException();
    }
    return text;
  }

  /// A list of texts, each of at most `charactersMax` characters.
  public @Nullable List<String> texts(String name, int itemsMax, int charactersMax) {
    var value = present(name);
    if (value == null) {
      return null;
    }
    if (!value.isArray() || value.valueStream().anyMatch(item -> !item.isString())) {
      throw Problem.invalid(name, "This must be a list of texts.").asException();
    }
    if (value.size() > itemsMax) {
      throw Problem.invalid(name, "This has too many entries: use at most " + itemsMax + ".")
          .asException();
    }
    var texts = value.valueStream().map(JsonNode::stringValue).toList();
    if (texts.stream().anyMatch(text -> text.length() > charactersMax)) {
      throw Problem.invalid(
              name, "An entry is too long: use at most " + charactersMax + " characters.")
          .asException();
    }
    return texts;
  }

  /// An object, as JSON.
  public @Nullable String object(String name) {
    var value = present(name);
    if (value != null && !value.isObject()) {
      throw Problem.invalid(name, "This must be a JSON object.").asException();
    }
    return value == null ? null : value.toString();
  }

  /// A flag: the integer 0 or 1.
  public @Nullable Boolean flag(String name) {
    var value = present(name);
    if (value == null) {
      return null;
    }
    if (isWhole(value) && value.canConvertToInt()) {
      var number = value.intValue();
      if (number == 0 || number == 1) {
        return number == 1;
      }
    }
    throw Problem.invalid(name, "This must be 0 or 1.").asException();
  }

  /// A whole number within `[min, max]`.
  public @Nullable Long integer(String name, long min, long max) {
    var value = present(name);
    if (value == null) {
      return null;
    }
    if (isWhole(value) && value.canConvertToLong()) {
      var number = value.longValue();
      if (number >= min && number <= max) {
        return number;
      }
    }
    throw Problem.invalid(name, "This must be a whole number from " + min + " to " + max + ".")
        .asException();
  }

  /// In JSON, `5.0` is a whole number too (JSON Schema 2020-12, section 6.1.1).
  private static boolean isWhole(JsonNode value) {
    return value.isNumber() && value.canConvertToExactIntegral();
  }

  /// A public key, as hex or `npub1…`.
  public @Nullable PublicKey publicKey(String name) {
    var text = text(name, PUBLIC_KEY_CHARACTERS_MAX);
    if (text == null) {
      return null;
    }
    try {
      return PublicKey.parse(text);
    } catch (IllegalArgumentException malformed) {
      throw Problem.invalid(name, "That’s not a public key.").asException();
    }
  }

  private static final int PUBLIC_KEY_CHARACTERS_MAX = 100;

  private @Nullable JsonNode present(String name) {
    var value = object.get(name);
    return value == null || value.isNull() ? null : value;
  }
}
