package caravel.nostr;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads and writes filters as JSON.
final class FilterJson {
  private FilterJson() {}

  static Filter read(JsonParser parser) {
    try {
      return switch (parser.currentToken()) {
        case START_OBJECT -> fields(parser);
        case VALUE_NULL -> Filter.all();
        case null, default -> throw new MalformedException("a filter is an object");
      };
    } catch (JacksonException malformed) {
      throw Json.malformed(malformed);
    }
  }

  private static Filter fields(JsonParser parser) {
    Set<String> ids = Set.of();
    Set<String> authors = Set.of();
    Set<Integer> kinds = Set.of();
    Map<String, Set<String>> tags = Map.of();
    long since = 0;
    long until = 0;
    @Nullable Integer limit = null;
    var search = SearchTerms.NONE;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      var key = parser.currentName();
      if (parser.nextToken() == JsonToken.VALUE_NULL) {
        continue;
      }
      switch (key) {
        case "ids" -> ids = lowerCase(texts(parser, key));
        case "authors" -> authors = lowerCase(texts(parser, key));
        case "kinds" -> kinds = integers(parser);
        case "since" -> since = integer(parser, key);
        case "until" -> until = integer(parser, key);
        case "limit" -> limit = limit(parser);
        case "search" -> search = SearchTerms.parse(text(parser, key));
        default -> {
          if (key.length() > 1 && key.charAt(0) == '#') {
            tags = tags.isEmpty() ? new HashMap<>() : tags;
            addTag(tags, key.substring(1), texts(parser, key));
          } else {
            parser.skipChildren();
          }
        }
      }
    }
    return new Filter(
        ids, authors, kinds, tags, since, until == 0 ? Long.MAX_VALUE : until, limit, search);
  }

  static String write(Filter filter) {
    var out = new StringBuilder(128).append('{');
    appendTexts(out, "ids", filter.ids());
    appendTexts(out, "authors", filter.authors());
    appendValues(out, "kinds", filter.kinds(), (list, kind) -> list.append(kind.intValue()));
    new TreeMap<>(filter.tags()).forEach((name, values) -> appendTexts(out, "#" + name, values));
    if (filter.since() != 0) {
      appendKey(out, "since").append(filter.since());
    }
    if (filter.until() != Long.MAX_VALUE) {
      appendKey(out, "until").append(filter.until());
    }
    if (filter.limit() != null) {
      appendKey(out, "limit").append(filter.limit().intValue());
    }
    if (!filter.search().text().isEmpty()) {
      Json.appendString(appendKey(out, "search"), filter.search().text());
    }
    return out.append('}').toString();
  }

  private static void addTag(Map<String, Set<String>> tags, String name, Set<String> values) {
    if (!values.isEmpty()) {
      tags.put(name, values);
    }
  }

  private static Set<String> lowerCase(Set<String> texts) {
    var lower = new HashSet<String>();
    for (var text : texts) {
      lower.add(text.toLowerCase(Locale.ROOT));
    }
    return lower;
  }

  private static Set<String> texts(JsonParser parser, String key) {
    requireArray(parser, key);
    var texts = new HashSet<String>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      texts.add(text(parser, key));
    }
    return texts;
  }

  private static Set<Integer> integers(JsonParser parser) {
    requireArray(parser, "kinds");
    var integers = new HashSet<Integer>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      integers.add(clampToInt(integer(parser, "kinds")));
    }
    return integers;
  }

  private static @Nullable Integer limit(JsonParser parser) {
    int limit = clampToInt(integer(parser, "limit"));
    return limit < 0 ? null : limit;
  }

  /// Clamping changes nothing: no kind and no useful limit is outside the int range.
  private static int clampToInt(long value) {
    return Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private static void requireArray(JsonParser parser, String key) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new MalformedException(key + " is not an array");
    }
  }

  private static String text(JsonParser parser, String key) {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw new MalformedException("strings are needed: " + key);
    }
    return parser.getString();
  }

  private static long integer(JsonParser parser, String key) {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw new MalformedException("an integer is needed: " + key);
    }
    return parser.getLongValue();
  }

  private static void appendTexts(StringBuilder out, String key, Set<String> texts) {
    appendValues(out, key, texts, Json::appendString);
  }

  private static <T extends Comparable<T>> void appendValues(
      StringBuilder out, String key, Set<T> values, BiConsumer<StringBuilder, T> append) {
    if (values.isEmpty()) {
      return;
    }
    appendKey(out, key).append('[');
    var separator = "";
    for (var value : new TreeSet<>(values)) {
      append.accept(out.append(separator), value);
      separator = ",";
    }
    out.append(']');
  }

  private static StringBuilder appendKey(StringBuilder out, String key) {
    if (out.length() > 1) {
      out.append(',');
    }
    Json.appendString(out, key);
    return out.append(':');
  }
}
