package caravel.nostr;

import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/// The one JSON reader for what strangers send: bounded depth, lengths and numbers.
public final class Json {
  /// Deepest nesting that is read; a REQ needs 4 (envelope, filter, list).
  public static final int DEPTH_MAX = 32;

  /// Longest document that is read, in characters; the largest body any door lets in is below it.
  public static final int CHARACTERS_MAX = 4 * 1024 * 1024;

  /// Longest number that is read, in digits.
  public static final int NUMBER_DIGITS_MAX = 20;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxDocumentLength(CHARACTERS_MAX)
                  .maxStringLength(CHARACTERS_MAX)
                  .maxNumberLength(NUMBER_DIGITS_MAX)
                  .build())
          .build();
  private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY).build();

  private Json() {}

  public static JsonParser parser(String text) {
    return MAPPER.createParser(text);
  }

  /// The mapper for trees and values; the same bounds hold.
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /// Appends a JSON string with exactly the escapes of NIP-01; every other character stands as
  /// itself, except that the control characters JSON forbids are written as `\\u00XX`.
  public static void appendString(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < 0x20) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
