package caravel.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.FuzzSeeds;
import caravel.engine.store.EventStore.Change;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.SearchTerms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random changes and random filters, compared with the naive implementation.
final class StoreQueryTest {
  private static final int ROUNDS = 60;
  private static final int FILTERS_A_ROUND = 15;
  private static final int MAX = 100;

  static LongStream seeds() {
    return FuzzSeeds.of(1, 8);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void answers_equal_those_of_the_naive_implementation(long seed, @TempDir Path folder) {
    var random = new Random(seed);
    var judge = new Judge();
    try (var stores = TestStores.open(folder, Sync.NORMAL)) {
      var store = stores.open("relay");
      for (int round = 0; round < ROUNDS; round++) {
        var batch = anyBatch(random, judge);
        assertThat(store.write(batch).join())
            .as("seed %d, round %d", seed, round)
            .isEqualTo(judge.write(batch));
        if (random.nextInt(10) == 0) {
          store.close();
        }
        if (random.nextInt(10) == 0) {
          long now = Events.NOW + random.nextInt(80);
          assertThat(store.count()).isEqualTo(judge.all().size());
          assertThat(store.removeExpired(now).join()).isEqualTo(judge.removeExpired(now));
        }
        if (random.nextBoolean()) {
          // The next queries read the file.
          stores.store("relay").window().drop();
        }
        for (int i = 0; i < FILTERS_A_ROUND; i++) {
          var filter = anyFilter(random, judge);
          long now = Events.NOW + random.nextInt(80);
          assertSame(
              store.query(filter, MAX, now),
              judge,
              filter,
              now,
              () -> "seed %d, filter %s, now %d".formatted(seed, filter, now));
        }
        assertThat(store.count()).isEqualTo(judge.all().size());
      }
    }
    Rows.assertConsistent(folder.resolve("relay.db"), judge.all());
  }

  /// Asserts equality. Events of one second with the same first 28 bits of the id may be in any
  /// order, because their ranks do not tell them apart.
  static void assertSame(
      List<StoredEvent> answer, Judge judge, Filter filter, long now, Supplier<String> as) {
    var matching = judge.matching(filter, now);
    var limit = filter.limit();
    var expected = matching.stream().limit(limit == null ? MAX : Math.min(limit, MAX)).toList();
    var events = answer.stream().map(StoredEvent::event).toList();
    assertThat(places(events)).as(as).isEqualTo(places(expected));
    assertThat(events).as(as).doesNotHaveDuplicates();
    assertThat(new HashSet<>(matching).containsAll(events)).as(as).isTrue();
  }

  static List<String> places(List<Event> events) {
    return events.stream()
        .map(event -> event.createdAt() + " " + event.id().hex().substring(0, 7))
        .toList();
  }

  static List<Change> anyBatch(Random random, Judge judge) {
    var batch = new ArrayList<Change>();
    for (int i = random.nextInt(30); i >= 0; i--) {
      var known = judge.all();
      int what = random.nextInt(60);
      if (what == 0) {
        batch.add(new Change.RemoveAuthor(Events.author(random.nextInt(6))));
      } else if (what < 6 && !known.isEmpty()) {
        batch.add(new Change.Remove(known.get(random.nextInt(known.size())).id()));
      } else if (what < 10 && !known.isEmpty()) {
        batch.add(new Change.Save(known.get(random.nextInt(known.size()))));
      } else if (what < 13 && !batch.isEmpty()) {
        batch.add(
            switch (batch.get(random.nextInt(batch.size()))) {
              case Change.Save(var event) -> new Change.Remove(event.id());
              case Change.Remove remove -> remove;
              case Change.RemoveAuthor remove -> remove;
            });
      } else {
        batch.add(new Change.Save(Events.any(random)));
      }
    }
    return batch;
  }

  static Filter anyFilter(Random random, Judge judge) {
    var known = judge.all();
    var ids = new HashSet<String>();
    var authors = new HashSet<String>();
    var kinds = new HashSet<Integer>();
    var tags = new HashMap<String, Set<String>>();
    if (random.nextInt(6) == 0) {
      for (int i = random.nextInt(12); i >= 0 && !known.isEmpty(); i--) {
        ids.add(known.get(random.nextInt(known.size())).id().hex());
      }
      ids.add(random.nextBoolean() ? "zz" : "ab".repeat(32));
    }
    if (random.nextInt(3) == 0) {
      for (int i = random.nextInt(7); i >= 0; i--) {
        authors.add(random.nextInt(10) == 0 ? "nobody" : Events.author(random.nextInt(7)).hex());
      }
    }
    if (random.nextInt(3) == 0) {
      for (int i = random.nextInt(5); i >= 0; i--) {
        kinds.add(Events.any(random).kind());
      }
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      addTag(random, tags);
    }
    boolean bounded = random.nextInt(3) == 0;
    return new Filter(
        ids,
        authors,
        kinds,
        tags,
        bounded ? Events.NOW + random.nextInt(40) : 0,
        anyUntil(random),
        random.nextInt(2) == 0 ? random.nextInt(20) : null,
        SearchTerms.parse(anySearch(random)));
  }

  private static String anySearch(Random random) {
    return switch (random.nextInt(24)) {
      case 0 -> "PLÜM";
      case 1 -> "APP";
      case 2 -> "quoted plü";
      case 3 -> "\"m \"\"quoted\"";
      case 4 -> "🦊 " + random.nextInt(50);
      case 5 -> "pear language:en";
      default -> "";
    };
  }

  private static long anyUntil(Random random) {
    return switch (random.nextInt(5)) {
      case 0, 1 -> Events.NOW + random.nextInt(45);
      case 2 -> Events.NOW + Events.FUTURE + random.nextInt(45);
      default -> Long.MAX_VALUE;
    };
  }

  private static void addTag(Random random, Map<String, Set<String>> tags) {
    switch (random.nextInt(5)) {
      case 0 -> tags.put("h", values(random, n -> "room" + n));
      case 1 -> tags.put("d", values(random, n -> n == 3 ? "" : "d" + n));
      case 2 -> tags.put("p", values(random, n -> Events.author(n).hex()));
      case 3 -> tags.put("title", values(random, _ -> Events.word(random)));
      default -> tags.put("t", values(random, _ -> Events.word(random)));
    }
  }

  private static Set<String> values(Random random, java.util.function.IntFunction<String> value) {
    return random
        .ints(1 + random.nextInt(4), 0, 4)
        .mapToObj(value)
        .collect(Collectors.toUnmodifiableSet());
  }
}
