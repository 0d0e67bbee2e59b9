package caravel.nostr;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Makes EVENT messages as text: of the usual form, and with one or more faults. The same seed
/// makes the same messages.
final class EventFrames {
  private static final String[] NUMBERS = {
    "0",
    "1",
    "-0",
    "-1",
    "01",
    "+1",
    "1.0",
    "1e3",
    "1E-2",
    "0.5",
    ".5",
    "5.",
    "-",
    "65535",
    "65536",
    "999999",
    "1700000000",
    "-1700000000",
    "999999999999999999",
    "9999999999999999999",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "1".repeat(21),
    "NaN",
    "Infinity",
    "0x10",
    "1_000",
    "٣",
    "1 2"
  };
  private static final String[] VALUES = {
    "null",
    "true",
    "false",
    "\"\"",
    "\"x\"",
    "[]",
    "{}",
    "[[]]",
    "[[[]]]",
    "[null]",
    "[[null]]",
    "[[1]]",
    "[\"x\"]",
    "[[\"a\",]]",
    "[[\"a\"],]",
    "[,]",
    "[[\"a\" \"b\"]]",
    "[[\"a\"] [\"b\"]]",
    "[[{}]]",
    "{\"a\":{\"a\":1,\"a\":2}}",
    "nul",
    "'x'",
    "[".repeat(40) + "]".repeat(40)
  };
  private static final String[] TAILS = {
    "]", "", "]]", ",1]", " ] ", "]garbage", "}", ",", "]\u0000", "\ufeff]", "][\"EVENT\"]", ",{"
  };
  private static final String[] HEADS = {
    "[\"EVENT\",", "[\"EVENT\" ,", " [\"EVENT\",", "[\"EVENT\",\n ", "[\"\\u0045VENT\",",
        "[\"EVENT\"",
    "[\"event\",", "[\"EVENT\",,", "[\"AUTH\",", "[\"EVENT\",null,", "{\"EVENT\",",
        "\ufeff[\"EVENT\","
  };
  private static final String[] SPACES = {
    " ", "\n", "\r\n", "\t", "  ", " \n\t ", "\f", "\u00a0", "\u2028"
  };
  private static final String[] BAD_ESCAPES = {
    "\\x",
    "\\u12",
    "\\u00g0",
    "\\ud800",
    "\\udc00",
    "\\ud800\\u0041",
    "\\udc00\\ud800",
    "\\",
    "\\ud800x",
    "\n",
    "\u0001",
    "\ud800",
    "\udc00",
    "\\U0041",
    "\\'",
    "\\0",
    "\\ud83d\ude00"
  };

  private static final HexFormat HEX = HexFormat.of();

  private final Generator generator;
  private final Random random;

  EventFrames(long seed) {
    this.generator = new Generator(seed);
    this.random = generator.random;
  }

  /// A message; every third is of the usual form, the others probably have a fault.
  String next() {
    int faults = random.nextInt(3) == 0 ? 0 : 1;
    var head = faults > 0 && random.nextInt(12) == 0 ? pick(HEADS) : HEADS[0];
    var tail = random.nextInt(8) == 0 ? pick(TAILS) : TAILS[0];
    var message = head + object(faults > 0) + tail;
    return faults > 0 && random.nextInt(3) == 0 ? generator.mutate(message) : message;
  }

  Random random() {
    return random;
  }

  /// An event object alone.
  String object(boolean faulty) {
    var fields = new ArrayList<String>();
    fields.add(field("kind", faulty && rarely() ? number() : "" + generator.kind()));
    fields.add(field("id", hex(64, faulty)));
    fields.add(field("pubkey", hex(64, faulty)));
    fields.add(field("created_at", faulty && rarely() ? number() : createdAt()));
    fields.add(field("tags", tags(faulty)));
    fields.add(field("content", string(faulty, 12)));
    fields.add(field("sig", hex(128, faulty)));
    if (random.nextInt(3) > 0) {
      Collections.shuffle(fields, random);
    }
    if (faulty && rarely()) {
      spoil(fields);
    }
    return "{" + space() + String.join("," + space(), fields) + space() + "}";
  }

  /// Drops, doubles, renames or adds a field, or gives it a value of a wrong type.
  private void spoil(List<String> fields) {
    int at = random.nextInt(fields.size());
    var name = fields.get(at).substring(0, fields.get(at).indexOf(':'));
    switch (random.nextInt(7)) {
      case 0 -> fields.remove(at);
      case 6 -> fields.set(at, fields.get(random.nextInt(fields.size())));
      case 1 -> fields.add(fields.get(at));
      case 2 -> fields.set(at, name + ":" + pick(VALUES));
      case 3 ->
          fields.add(
              "\"" + generator.text(3).replaceAll("[\"\\\\\\p{Cntrl}]", "") + "\":" + pick(VALUES));
      case 4 -> fields.set(at, fields.get(at).replaceFirst("\"", "\"\\\\u0069"));
      default ->
          fields.set(at, fields.get(at).replace(":", pick(new String[] {"", "::", "=", " : "})));
    }
  }

  private String field(String name, String value) {
    return "\"" + name + "\"" + space() + ":" + space() + value + space();
  }

  private String createdAt() {
    return "" + (random.nextInt(12) == 0 ? random.nextLong() : random.nextInt());
  }

  private String number() {
    return random.nextBoolean() ? pick(NUMBERS) : pick(VALUES);
  }

  private String hex(int digits, boolean faulty) {
    var text = HexFormat.of().formatHex(generator.bytes(digits / 2));
    if (random.nextInt(20) == 0) {
      text = text.toUpperCase(Locale.ROOT);
    }
    if (faulty && rarely()) {
      int at = random.nextInt(digits);
      text =
          text.substring(0, at)
              + pick(new String[] {"", "g", "ı", "K", "\\u0061", "00"})
              + text.substring(at + 1);
    }
    return "\"" + text + "\"";
  }

  private String tags(boolean faulty) {
    if (faulty && rarely()) {
      return pick(VALUES);
    }
    var out = new StringBuilder("[").append(space());
    int tags = random.nextInt(200) == 0 ? 300 : random.nextInt(4);
    for (int i = 0; i < tags; i++) {
      out.append(i == 0 ? "[" : ",[");
      int elements = random.nextInt(4);
      for (int j = 0; j < elements; j++) {
        out.append(j == 0 ? "" : ",")
            .append(space())
            .append(string(faulty && rarely(), 3))
            .append(space());
      }
      out.append(']').append(space());
    }
    return out.append(']').toString();
  }

  private String string(boolean faulty, int fragmentsMax) {
    var text = generator.text(fragmentsMax);
    var out = new StringBuilder("\"");
    text.chars().forEach(c -> out.append(character((char) c)));
    if (faulty && rarely()) {
      out.insert(1 + random.nextInt(out.length()), pick(BAD_ESCAPES));
    }
    return out.append('"').toString();
  }

  private String character(char c) {
    if (random.nextInt(6) == 0) {
      var hex = HEX.toHexDigits((short) c);
      return "\\u" + (random.nextBoolean() ? hex : hex.toUpperCase(Locale.ROOT));
    }
    if (c == '/' && random.nextBoolean()) {
      return "\\/";
    }
    var out = new StringBuilder();
    Json.appendString(out, "" + c);
    return out.substring(1, out.length() - 1);
  }

  private String space() {
    return random.nextInt(12) > 0
        ? ""
        : random.nextInt(40) == 0 ? pick(SPACES) : SPACES[random.nextInt(6)];
  }

  private boolean rarely() {
    return random.nextInt(10) == 0;
  }

  private String pick(String[] values) {
    return values[random.nextInt(values.length)];
  }
}
