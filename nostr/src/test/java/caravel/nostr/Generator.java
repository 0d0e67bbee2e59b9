package caravel.nostr;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Random protocol values, the same for the same seed.
final class Generator {
  private static final String[] FRAGMENTS = {
    "a", "Hello", " ", "\"", "\\", "\n", "\r", "\t", "\b", "\f", "\u0000", "\u0001", "\u001f",
    "\u007f", "\u0080", "é", "ß", "\u2028", "\ufeff", "\uffff", "日本", "😀", "𝒳", "/", "<b>",
    "\\u0041", "{}", "[", "null", "d", "e", "p"
  };
  private static final String[] TAG_NAMES = {"e", "p", "d", "t", "h", "-", "relay", "long-name"};

  final Random random;

  Generator(long seed) {
    this.random = new Random(seed);
  }

  SecretKey secretKey() {
    var bytes = new byte[32];
    random.nextBytes(bytes);
    bytes[0] = 1;
    return new SecretKey(bytes);
  }

  byte[] bytes(int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  String text(int fragmentsMax) {
    var out = new StringBuilder();
    for (int left = random.nextInt(fragmentsMax + 1); left > 0; left--) {
      out.append(FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
    }
    return out.toString();
  }

  /// From a small pool, so that filters hit.
  String tagName() {
    return TAG_NAMES[random.nextInt(TAG_NAMES.length)];
  }

  String tagValue() {
    return random.nextInt(3) == 0 ? text(4) : "v" + random.nextInt(4);
  }

  int kind() {
    int[] kinds = {0, 1, 5, 7, 9, 10_002, 20_001, 30_023, UnsignedEvent.KIND_MAX};
    return kinds[random.nextInt(kinds.length)];
  }

  List<List<String>> tags() {
    var tags = new ArrayList<List<String>>();
    for (int left = random.nextInt(5); left > 0; left--) {
      var tag = new ArrayList<String>();
      int size = random.nextInt(4);
      for (int i = 0; i < size; i++) {
        tag.add(i == 0 && random.nextInt(8) > 0 ? tagName() : tagValue());
      }
      tags.add(tag);
    }
    return tags;
  }

  UnsignedEvent unsigned(PublicKey author) {
    long createdAt = random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(20);
    return new UnsignedEvent(author, createdAt, kind(), tags(), text(12));
  }

  Event event() {
    var key = secretKey();
    return unsigned(key.publicKey()).sign(key);
  }

  /// A filter that probably relates to these events.
  Filter filter(List<Event> events) {
    Set<String> ids = new HashSet<>();
    Set<String> authors = new HashSet<>();
    var filter = Filter.all();
    if (random.nextInt(4) == 0) {
      ids.add(pick(events).id().hex());
      ids.add("abc");
    }
    if (random.nextInt(3) == 0) {
      authors.add(pick(events).pubkey().hex());
      authors.add(pick(events).pubkey().hex());
    }
    filter =
        new Filter(
            ids,
            authors,
            Set.of(),
            filter.tags(),
            0,
            Long.MAX_VALUE,
            filter.limit(),
            SearchTerms.NONE);
    if (random.nextInt(3) == 0) {
      filter = filter.withKinds(kind());
    }
    for (int left = random.nextInt(3); left > 0; left--) {
      filter = filter.withTag(tagName(), List.of("v1", tagValue()).stream().distinct().toList());
    }
    if (random.nextInt(4) == 0) {
      filter = filter.withSince(1 + random.nextInt(20));
    }
    if (random.nextInt(4) == 0) {
      filter = filter.withUntil(1 + random.nextInt(20));
    }
    if (random.nextInt(4) == 0) {
      filter = filter.withLimit(random.nextInt(5));
    }
    return random.nextInt(4) == 0 ? filter.withSearch("hELLO") : filter;
  }

  <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /// Changes, drops, doubles or inserts a few characters.
  String mutate(String text) {
    var out = new StringBuilder(text);
    var dangerous = "{}[]\",:\\u0tfn-+.eE1 \u0000\ud800\udc00é";
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      int at = out.isEmpty() ? 0 : random.nextInt(out.length());
      var c = dangerous.charAt(random.nextInt(dangerous.length()));
      switch (random.nextInt(5)) {
        case 0 -> out.insert(at, c);
        case 1 -> out.setLength(at);
        case 2 -> out.insert(at, out.substring(at, Math.min(out.length(), at + 40)));
        case 3 -> out.delete(at, Math.min(out.length(), at + 1 + random.nextInt(8)));
        default -> {
          if (!out.isEmpty()) {
            out.setCharAt(at, c);
          }
        }
      }
    }
    return out.toString();
  }
}
