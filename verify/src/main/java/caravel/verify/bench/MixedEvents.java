package caravel.verify.bench;

import caravel.nostr.Event;
import caravel.nostr.Hex;
import caravel.nostr.SecretKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Signed events as a busy community publishes them: 200 authors, many events in each second, and
/// contents of 150 to 4,096 characters, most of them short.
final class MixedEvents {
  static final int AUTHORS = 200;
  private static final int PER_SECOND = 50;
  private static final int CHARACTERS_MIN = 150;
  private static final int CHARACTERS_MAX = 4_096;
  private static final int TAGS_MAX = 4;
  private static final int HASH_BYTES = 32;

  /// Notes, reactions and comments: kinds that replace no other event.
  private static final List<Integer> KINDS = List.of(1, 1, 1, 1, 1, 1, 7, 7, 1_111);

  private final List<SecretKey> authors =
      Stream.generate(SecretKey::generate).limit(AUTHORS).toList();
  private final Random random;
  private final long since;
  private int made;

  /// @param since `created_at` of the first event, unix seconds
  MixedEvents(long seed, long since) {
    this.random = new Random(seed);
    this.since = since;
  }

  /// The seconds of `created_at` that a number of events spans.
  static long seconds(int events) {
    return events / PER_SECOND;
  }

  List<Event> next(int count) {
    var drafts = new ArrayList<Draft>(count);
    for (int i = 0; i < count; i++) {
      drafts.add(draft(since + made++ / PER_SECOND));
    }
    return IntStream.range(0, count).parallel().mapToObj(i -> drafts.get(i).sign()).toList();
  }

  /// An event of another time.
  Event at(long createdAt) {
    return draft(createdAt).sign();
  }

  private Draft draft(long createdAt) {
    var tags = new ArrayList<List<String>>();
    for (int left = random.nextInt(TAGS_MAX); left > 0; left--) {
      tags.add(
          random.nextBoolean() ? List.of("e", hash()) : List.of("p", author().publicKey().hex()));
    }
    var kind = KINDS.get(random.nextInt(KINDS.size()));
    return new Draft(author(), createdAt, kind, tags, content());
  }

  private SecretKey author() {
    return authors.get(random.nextInt(AUTHORS));
  }

  /// Each doubling of the length is equally likely.
  private String content() {
    double share = random.nextDouble();
    var length = CHARACTERS_MIN * Math.pow((double) CHARACTERS_MAX / CHARACTERS_MIN, share);
    var content = new StringBuilder();
    while (content.length() < length) {
      content.append((char) ('a' + random.nextInt(26)));
    }
    return content.toString();
  }

  private String hash() {
    var bytes = new byte[HASH_BYTES];
    random.nextBytes(bytes);
    return Hex.encode(bytes);
  }

  private record Draft(
      SecretKey author, long createdAt, int kind, List<List<String>> tags, String content) {
    Event sign() {
      return Event.sign(author, createdAt, kind, tags, content);
    }
  }
}
