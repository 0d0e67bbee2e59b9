package caravel.control.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Checks values against the part of JSON Schema that the contract uses. An unknown keyword is an
/// error, so that nothing in the contract goes unchecked.
final class Schema {
  private static final Set<String> SILENT = Set.of("description", "format");

  private final JsonNode root;
  private final List<String> faults = new ArrayList<>();

  private Schema(JsonNode root) {
    this.root = root;
  }

  /// @param root the document that `$ref` points into
  static List<String> faults(JsonNode root, JsonNode schema, JsonNode value) {
    var check = new Schema(root);
    check.check(schema, value, "$");
    return check.faults;
  }

  static JsonNode resolve(JsonNode root, JsonNode node) {
    var here = node;
    while (here.has("$ref")) {
      var pointer = here.get("$ref").stringValue();
      here = root.at(pointer.substring(1));
      if (here.isMissingNode()) {
        throw new IllegalStateException("nothing at " + pointer);
      }
    }
    return here;
  }

  private void check(JsonNode schema, JsonNode value, String at) {
    for (var keyword : schema.properties()) {
      if (!SILENT.contains(keyword.getKey())) {
        apply(keyword.getKey(), keyword.getValue(), schema, value, at);
      }
    }
  }

  private void apply(String keyword, JsonNode rule, JsonNode schema, JsonNode value, String at) {
    switch (keyword) {
      case "$ref" -> check(resolve(root, schema), value, at);
      case "type" -> require(isOneOf(rule, value), at + " is not " + rule + ": " + value);
      case "const" -> require(rule.equals(value), at + " is not " + rule + ": " + value);
      case "enum" -> require(contains(rule, value), at + " is none of " + rule + ": " + value);
      case "required" -> rule.forEach(name -> requireKey(name.stringValue(), value, at));
      case "properties" ->
          rule.properties().forEach(p -> property(p.getKey(), p.getValue(), value, at));
      case "additionalProperties" -> additional(rule, schema, value, at);
      case "items" -> {
        for (int i = 0; value.isArray() && i < value.size(); i++) {
          check(rule, value.get(i), at + "[" + i + "]");
        }
      }
      case "allOf" -> rule.forEach(part -> check(part, value, at));
      case "oneOf" -> {
        var matching = 0;
        for (var part : rule) {
          matching += faults(root, part, value).isEmpty() ? 1 : 0;
        }
        require(matching == 1, at + " matches " + matching + " of oneOf: " + value);
      }
      case "pattern" ->
          require(
              !value.isString()
                  || Pattern.compile(rule.stringValue()).matcher(value.stringValue()).find(),
              at + " does not match " + rule + ": " + value);
      case "minimum" -> require(!value.isNumber() || compare(value, rule) >= 0, at + " is too low");
      case "maximum" ->
          require(!value.isNumber() || compare(value, rule) <= 0, at + " is too high");
      case "minItems" ->
          require(!value.isArray() || value.size() >= rule.intValue(), at + " has too few items");
      case "maxItems" ->
          require(!value.isArray() || value.size() <= rule.intValue(), at + " has too many items");
      case "minLength" ->
          require(
              !value.isString() || value.stringValue().length() >= rule.intValue(),
              at + " is too short");
      case "maxLength" ->
          require(
              !value.isString() || value.stringValue().length() <= rule.intValue(),
              at + " is too long");
      default -> throw new IllegalStateException("the checker does not know " + keyword);
    }
  }

  private void property(String name, JsonNode rule, JsonNode value, String at) {
    var found = value.get(name);
    if (found != null) {
      check(rule, found, at + "." + name);
    }
  }

  private void additional(JsonNode rule, JsonNode schema, JsonNode value, String at) {
    var known = schema.has("properties") ? schema.get("properties") : schema;
    for (var property : value.properties()) {
      if (schema.has("properties") && known.has(property.getKey())) {
        continue;
      }
      var where = at + "." + property.getKey();
      if (rule.isBoolean()) {
        require(rule.booleanValue(), where + " is not in the contract");
      } else {
        check(rule, property.getValue(), where);
      }
    }
  }

  private void requireKey(String name, JsonNode value, String at) {
    require(!value.isObject() || value.has(name), at + " has no " + name);
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      faults.add(otherwise);
    }
  }

  private static boolean isOneOf(JsonNode types, JsonNode value) {
    if (types.isString()) {
      return is(types.stringValue(), value);
    }
    for (var type : types) {
      if (is(type.stringValue(), value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean is(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isString();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> throw new IllegalStateException("the checker does not know the type " + type);
    };
  }

  private static boolean contains(JsonNode values, JsonNode value) {
    for (var one : values) {
      if (one.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static int compare(JsonNode value, JsonNode limit) {
    return value.decimalValue().compareTo(limit.decimalValue());
  }
}
