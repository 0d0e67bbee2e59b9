package caravel.nostr.nwc;

import caravel.nostr.Hex;
import caravel.nostr.Json;
import caravel.nostr.MalformedException;
import caravel.nostr.Msats;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The fields of an untrusted JSON object. Null reads as absent.
///
/// @param what the kind of object, for error messages
record JsonFields(JsonNode node, String what) {
  String text(String key) {
    var value = textOrNull(key);
    if (value == null) {
      throw lacks(key);
    }
    return value;
  }

  String textOr(String key, String otherwise) {
    var value = textOrNull(key);
    return value == null ? otherwise : value;
  }

  @Nullable String textOrNull(String key) {
    var value = node.get(key);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isString()) {
      throw new MalformedException(what + " has no text as " + key);
    }
    return value.stringValue();
  }

  /// Returns 64 lower-case hex digits, or null when the value is absent or has another form.
  @Nullable String hexOrNull(String key) {
    var value = textOrNull(key);
    var lower = value == null ? "" : value.toLowerCase(Locale.ROOT);
    return Hex.isLowerCase(lower, 64) ? lower : null;
  }

  String hex(String key) {
    var value = hexOrNull(key);
    if (value == null) {
      throw new MalformedException(what + " has no 64 hex digits as " + key);
    }
    return value;
  }

  /// Returns seconds or a count, never negative.
  @Nullable Long numberOrNull(String key) {
    var value = node.get(key);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw new MalformedException(what + " has no whole number as " + key);
    }
    return value.longValue();
  }

  long numberOr(String key, long otherwise) {
    var value = numberOrNull(key);
    return value == null ? otherwise : value;
  }

  @Nullable Msats msatsOrNull(String key) {
    var value = numberOrNull(key);
    if (value != null && value > Msats.VALUE_MAX) {
      throw new MalformedException(what + " has more than all coins as " + key);
    }
    return value == null ? null : new Msats(value);
  }

  Msats msats(String key) {
    var value = msatsOrNull(key);
    if (value == null) {
      throw lacks(key);
    }
    return value;
  }

  /// Returns a list of strings. Ignores elements of other types.
  Set<String> words(String key) {
    var value = node.get(key);
    var words = new LinkedHashSet<String>();
    if (value != null && value.isArray()) {
      value.valueStream().filter(JsonNode::isString).forEach(word -> words.add(word.stringValue()));
    }
    return words;
  }

  boolean has(String key) {
    var value = node.get(key);
    return value != null && !value.isNull();
  }

  /// Returns an object; an absent one is empty.
  JsonFields object(String key) {
    var value = node.get(key);
    if (value == null || value.isNull()) {
      return new JsonFields(Json.mapper().createObjectNode(), what);
    }
    if (!value.isObject()) {
      throw new MalformedException(what + " has no object as " + key);
    }
    return new JsonFields(value, what);
  }

  private MalformedException lacks(String key) {
    return new MalformedException(what + " lacks " + key);
  }
}
