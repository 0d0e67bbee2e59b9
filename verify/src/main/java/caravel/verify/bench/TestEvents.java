package caravel.verify.bench;

import caravel.nostr.Event;
import caravel.nostr.Hex;
import caravel.nostr.SecretKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Signed events of one shape: kind 1, 200 characters, tags `t` (of 50), `e` and `p`.
final class TestEvents {
  static final int TOPICS = 50;
  static final int KIND = 1;
  private static final int CONTENT_CHARACTERS = 200;
  private static final int HASH_BYTES = 32;

  private final SecretKey author;
  private final Random random;
  private final String series;
  private long createdAt;

  /// @param createdAt of the first event, unix seconds; each further one is a second younger
  TestEvents(SecretKey author, long seed, long createdAt) {
    this.author = author;
    this.random = new Random(seed);
    this.series = Long.toHexString(seed);
    this.createdAt = createdAt;
  }

  /// A value of the `t` tags that only this series uses.
  String topic(int number) {
    return series + "-" + number;
  }

  List<Event> next(int count) {
    return next(count, CONTENT_CHARACTERS);
  }

  List<Event> next(int count, int contentCharacters) {
    var drafts = new ArrayList<Draft>(count);
    for (int i = 0; i < count; i++) {
      drafts.add(draft(contentCharacters));
    }
    return IntStream.range(0, count).parallel().mapToObj(i -> drafts.get(i).sign(author)).toList();
  }

  private Draft draft(int contentCharacters) {
    var content = new StringBuilder(contentCharacters);
    while (content.length() < contentCharacters) {
      content.append((char) ('a' + random.nextInt(26)));
    }
    var tags =
        List.of(
            List.of("t", topic(random.nextInt(TOPICS))),
            List.of("e", hash()),
            List.of("p", hash()));
    return new Draft(createdAt++, tags, content.toString());
  }

  private String hash() {
    var bytes = new byte[HASH_BYTES];
    random.nextBytes(bytes);
    return Hex.encode(bytes);
  }

  private record Draft(long createdAt, List<List<String>> tags, String content) {
    Event sign(SecretKey author) {
      return Event.sign(author, createdAt, KIND, tags, content);
    }
  }
}
