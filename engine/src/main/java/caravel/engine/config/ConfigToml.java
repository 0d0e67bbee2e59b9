package caravel.engine.config;

import caravel.nostr.Json;
import caravel.nostr.MalformedException;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.toml.TomlFactory;
import tools.jackson.dataformat.toml.TomlMapper;

/// Reads and writes configurations as TOML files in zooid's format.
final class ConfigToml {
  /// Deepest nesting of tables that is read.
  private static final int DEPTH_MAX = 16;

  private static final TomlMapper MAPPER =
      TomlMapper.builder(
              TomlFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH_MAX)
                          .maxDocumentLength(Json.CHARACTERS_MAX)
                          .maxStringLength(Json.CHARACTERS_MAX)
                          .build())
                  .build())
          .build();
  private static final Pattern BARE_KEY = Pattern.compile("[A-Za-z0-9_-]+");

  private ConfigToml() {}

  static JsonNode read(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JacksonException malformed) {
      throw new MalformedException("toml: " + malformed.getOriginalMessage(), malformed);
    }
  }

  static String write(ObjectNode tree) {
    var out = new StringBuilder();
    values(out, tree);
    tables(out, "", tree);
    return out.toString();
  }

  private static void tables(StringBuilder out, String prefix, ObjectNode parent) {
    for (var entry : parent.properties()) {
      if (entry.getValue() instanceof ObjectNode table) {
        var path = prefix + key(entry.getKey());
        out.append("\n[").append(path).append("]\n");
        values(out, table);
        tables(out, path + ".", table);
      }
    }
  }

  private static void values(StringBuilder out, ObjectNode table) {
    for (var entry : table.properties()) {
      if (!entry.getValue().isObject()) {
        out.append(key(entry.getKey())).append(" = ");
        value(out, entry.getValue());
        out.append('\n');
      }
    }
  }

  private static void value(StringBuilder out, JsonNode value) {
    if (value instanceof ArrayNode list) {
      out.append('[');
      for (int i = 0; i < list.size(); i++) {
        out.append(i == 0 ? "" : ", ");
        value(out, list.get(i));
      }
      out.append(']');
    } else if (value.isString()) {
      quoted(out, value.stringValue());
    } else {
      out.append(value.asString());
    }
  }

  private static String key(String name) {
    if (BARE_KEY.matcher(name).matches()) {
      return name;
    }
    var out = new StringBuilder();
    quoted(out, name);
    return out.toString();
  }

  /// Appends a basic string. TOML does not allow lone surrogates: each becomes U+FFFD.
  private static void quoted(StringBuilder out, String text) {
    out.append('"');
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
              if (c < 0x20 || c == 0x7f) {
                out.append(String.format("\\u%04X", c));
              } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                out.append('\ufffd');
              } else {
                out.appendCodePoint(c);
              }
            }
          }
        });
    out.append('"');
  }
}
