package caravel.engine.store;

import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.PublicKey;
import caravel.nostr.UnsignedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Test events for the store. Their ids are valid, their signatures are not: the store does not
/// check them.
final class Events {
  static final long NOW = 1_700_000_000;

  /// Seconds from [#NOW] to the date of some random events.
  static final long FUTURE = 4_000_000_000L;

  private static final String SIG = "ab".repeat(64);

  private Events() {}

  static PublicKey author(int n) {
    return new PublicKey("%064x".formatted(n + 1));
  }

  static Event event(int author, long createdAt, int kind, String content, String... tag) {
    return event(
        author, createdAt, kind, content, tag.length == 0 ? List.of() : List.of(List.of(tag)));
  }

  static Event event(
      int author, long createdAt, int kind, String content, List<List<String>> tags) {
    var unsigned = new UnsignedEvent(author(author), createdAt, kind, tags, content);
    return new Event(unsigned.id(), unsigned, SIG);
  }

  /// The same event with another id, as if its hash began with the prefix.
  static Event withId(Event event, String prefix) {
    return new Event(
        new EventId(prefix + event.id().hex().substring(prefix.length())),
        event.unsigned(),
        event.sig());
  }

  /// A large event: `characters` of content, unique by `n`.
  static Event large(int n, int characters) {
    return event(0, NOW + n, 1, n + "x".repeat(characters));
  }

  /// A random event, from few values so that events often collide.
  static Event any(Random random) {
    int[] kinds = {0, 1, 1, 1, 3, 5, 7, 9, 9, 1059, 10_002, 13_534, 30_023, 30_078, 39_000, 40_001};
    int kind = kinds[random.nextInt(kinds.length)];
    var tags = new ArrayList<List<String>>();
    for (int i = random.nextInt(5); i > 0; i--) {
      tags.add(anyTag(random));
    }
    var event =
        event(
            random.nextInt(6),
            NOW + random.nextInt(40) + (random.nextInt(6) == 0 ? FUTURE : 0),
            kind,
            word(random) + " " + random.nextInt(500),
            tags);
    // Random ids rarely share a prefix.
    String[] prefixes = {"fffffff", "0000000", "7777777"};
    return random.nextInt(4) == 0 ? withId(event, prefixes[random.nextInt(3)]) : event;
  }

  private static List<String> anyTag(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> List.of("h", "room" + random.nextInt(3));
      case 1 -> List.of("d", "d" + random.nextInt(3));
      case 2 -> List.of("d");
      case 3 -> List.of("d", "");
      case 4 -> List.of("expiration", String.valueOf(NOW + random.nextInt(80)));
      case 5 -> List.of("expiration", "soon");
      case 6 -> List.of("title", word(random));
      case 7 -> List.of("p", author(random.nextInt(6)).hex(), "wss://hint");
      case 8 -> List.of();
      case 9 -> List.of("-");
      default -> List.of("t", word(random));
    };
  }

  static String word(Random random) {
    String[] words = {"apple", "Pear", "plüm \"quoted\"", "x\ny", "🦊", "", "a\\b"};
    return words[random.nextInt(words.length)];
  }
}
