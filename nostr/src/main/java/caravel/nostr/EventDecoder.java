package caravel.nostr;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads strings and tags from an event's canonical JSON.
final class EventDecoder {
  private final byte[] json;
  private int at;

  EventDecoder(byte[] json) {
    this.json = json;
  }

  /// Reads characters that are ASCII and not escaped.
  String ascii(int from, int length) {
    return new String(json, from, length, StandardCharsets.ISO_8859_1);
  }

  /// Reads the array of tags at an offset.
  List<List<String>> tags(int from) {
    var tags = new ArrayList<List<String>>();
    at = from + 1;
    while (json[at] != ']') {
      tags.add(tag());
      if (json[at] == ',') {
        at++;
      }
    }
    return tags;
  }

  private List<String> tag() {
    var elements = new ArrayList<String>(4);
    at++;
    while (json[at] != ']') {
      elements.add(string(at));
      if (json[at] == ',') {
        at++;
      }
    }
    at++;
    return elements;
  }

  /// Reads the string at an offset.
  String string(int from) {
    boolean isEscaped = false;
    int to = Utf8.skipPlain(json, from + 1, json.length);
    while (json[to] != '"') {
      boolean isEscape = json[to] == '\\';
      isEscaped |= isEscape;
      to = Utf8.skipPlain(json, to + (isEscape ? 2 : 1), json.length);
    }
    at = to + 1;
    return isEscaped
        ? unescaped(from + 1, to)
        : new String(json, from + 1, to - from - 1, StandardCharsets.UTF_8);
  }

  private String unescaped(int from, int to) {
    var bytes = new byte[to - from];
    int length = 0;
    int i = from;
    while (i < to) {
      if (json[i] != '\\') {
        bytes[length++] = json[i++];
        continue;
      }
      bytes[length++] =
          switch (json[i + 1]) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> (byte) Integer.parseInt(ascii(i + 4, 2), 16); // canonical is only \\u00XX
            default -> json[i + 1];
          };
      i += json[i + 1] == 'u' ? 6 : 2;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
