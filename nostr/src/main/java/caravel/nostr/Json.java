package caravel.nostr;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads JSON from untrusted sources, with bounds on depth, lengths and numbers, and without
/// duplicate keys.
public final class Json {
  /// Deepest nesting. A REQ needs 4 (envelope, filter, list).
  public static final int DEPTH_MAX = 32;

  /// Longest document, in characters. Every server's body limit is below it.
  public static final int CHARACTERS_MAX = 4 * 1024 * 1024;

  /// Longest number, in digits.
  public static final int NUMBER_DIGITS_MAX = 20;

  /// Most values, brackets and keys in one document. A relay's largest message has fewer.
  public static final int TOKENS_MAX = 1_000_000;

  private static final char[] HEX_DIGITS = "0123456789abcdef".toCharArray();

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxDocumentLength(CHARACTERS_MAX)
                  .maxStringLength(CHARACTERS_MAX)
                  .maxNumberLength(NUMBER_DIGITS_MAX)
                  .maxTokenCount(TOKENS_MAX)
                  .build())
          .build();
  private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY).build();

  /// For JSON that this program wrote itself, which may be longer than a client's message.
  private static final JsonMapper STORED_MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH_MAX)
                          .maxStringLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .build();

  private Json() {}

  /// Returns a parser before its first token. Its [JacksonException]s are thrown when reading
  /// reaches the fault; the readers of this package convert them to [MalformedException].
  ///
  /// @throws MalformedException when the text is longer than [#CHARACTERS_MAX]
  public static JsonParser parser(String text) {
    if (text.length() > CHARACTERS_MAX) {
      throw new MalformedException("a document of more than " + CHARACTERS_MAX + " characters");
    }
    return MAPPER.createParser(text);
  }

  /// Returns a parser without a length bound, for text that this program wrote and stored.
  static JsonParser storedParser(String text) {
    return STORED_MAPPER.createParser(text);
  }

  /// Parses one document with nothing after it.
  ///
  /// @throws MalformedException when the text is not JSON within the bounds
  public static JsonNode tree(String text) {
    try (var parser = parser(text)) {
      var tree = MAPPER.readTree(parser);
      if (tree == null || tree.isMissingNode()) {
        throw new MalformedException("no JSON at all");
      }
      return tree;
    } catch (JacksonException malformed) {
      throw malformed(malformed);
    }
  }

  /// The mapper for trees and values, with the same bounds.
  public static JsonMapper mapper() {
    return MAPPER;
  }

  static MalformedException malformed(JacksonException malformed) {
    return new MalformedException(malformed.getOriginalMessage(), malformed);
  }

  /// Whether the text has no lone surrogates. Only such text has a UTF-8 form, and so a hash.
  static boolean isWellFormed(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean paired =
            Character.isHighSurrogate(c)
                && i + 1 < length
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /// Appends a JSON string with exactly the escapes of NIP-01. Other characters are not escaped,
  /// except control characters that JSON forbids (`\\u00XX`).
  public static void appendString(StringBuilder out, String text) {
    out.append('"');
    int plainFrom = 0;
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == '"' || c == '\\') {
        out.append(text, plainFrom, i);
        appendEscape(out, c);
        plainFrom = i + 1;
      }
    }
    out.append(text, plainFrom, length).append('"');
  }

  static void appendEscape(StringBuilder out, char c) {
    out.append('\\');
    switch (c) {
      case '"', '\\' -> out.append(c);
      case '\n' -> out.append('n');
      case '\r' -> out.append('r');
      case '\t' -> out.append('t');
      case '\b' -> out.append('b');
      case '\f' -> out.append('f');
      default -> out.append("u00").append(HEX_DIGITS[c >> 4]).append(HEX_DIGITS[c & 15]);
    }
  }
}
