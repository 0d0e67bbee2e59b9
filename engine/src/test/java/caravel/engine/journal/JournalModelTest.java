package caravel.engine.journal;

import static caravel.engine.journal.JournalFixture.commit;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.FuzzSeeds;
import caravel.engine.store.Commit;
import caravel.engine.store.EventStore.StoreException;
import caravel.engine.store.Sync;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random histories of a journal, against lists in memory. A kill is a copy of the folder.
final class JournalModelTest {
  private static final int STEPS = 300;
  private static final int RELAYS = 4;
  private static final int COMMIT_BYTES_MAX = 3_000;
  private static final Journal.Limits LIMITS = new Journal.Limits(2_048, 4L << 20, 1 << 20);

  /// The commits of a relay since its last erasure, and the number of them that its file has.
  private static final class Relay {
    final String schema;
    final AtomicInteger durable = new AtomicInteger();
    List<Commit> commits = new ArrayList<>();
    int applied;
    long timeline = 1;

    Relay(String schema) {
      this.schema = schema;
    }

    Commit next(Random random) {
      long seq = commits.isEmpty() ? 0 : commits.getLast().position().seq();
      if (random.nextInt(20) == 0) {
        timeline++;
        seq = 0;
      }
      return commit(random, schema, timeline, seq + 1, COMMIT_BYTES_MAX);
    }

    void erase() {
      commits.clear();
      durable.set(0);
      applied = 0;
      timeline++;
    }
  }

  static Stream<Long> seeds() {
    return FuzzSeeds.of(1, 20).boxed();
  }

  @TempDir Path root;
  private final List<Relay> relays = new ArrayList<>();
  private int folders;

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void every_durable_commit_comes_back_until_it_is_applied_or_erased(long seed) throws IOException {
    var random = new Random(seed);
    for (int i = 0; i < RELAYS; i++) {
      relays.add(new Relay("relay" + i));
    }
    var open = open(root.resolve("start"), random);
    try {
      for (int step = 0; step < STEPS; step++) {
        open = takeStep(open, random);
      }
      for (var relay : relays) {
        applyAll(open, relay);
      }
    } finally {
      open.close();
    }
    assertThat(JournalFixture.segments(open.folder)).isEmpty();
  }

  private static JournalFixture open(Path folder, Random random) {
    return new JournalFixture(folder, random.nextInt(4) == 0 ? Sync.FULL : Sync.NORMAL, LIMITS);
  }

  private JournalFixture takeStep(JournalFixture open, Random random) throws IOException {
    var relay = relays.get(random.nextInt(RELAYS));
    switch (random.nextInt(40)) {
      case 0 -> {
        open.close();
        assertThat(relays).allSatisfy(all -> assertThat(all.durable).hasValue(all.commits.size()));
        return reopen(open.folder, random);
      }
      case 1 -> {
        var killed = root.resolve("killed" + folders++);
        var durable = relays.stream().map(all -> all.durable.get()).toList();
        JournalFixture.copy(open.folder, killed);
        open.close();
        for (int i = 0; i < RELAYS; i++) {
          relays.get(i).durable.set(durable.get(i));
        }
        return reopen(killed, random);
      }
      case 2 -> {
        open.journal.erased(relay.schema);
        relay.erase();
      }
      case 3 -> open.nowMillis.addAndGet(random.nextInt(900_000));
      case 4 -> open.journal.due().forEach(due -> applyAll(open, find(due)));
      case 5, 6, 7, 8 -> applySome(open, relay, random);
      default -> append(open, relay, random);
    }
    return open;
  }

  private Relay find(String schema) {
    return relays.stream().filter(relay -> relay.schema.equals(schema)).findFirst().orElseThrow();
  }

  private static void append(JournalFixture open, Relay relay, Random random) {
    var next = relay.next(random);
    JournalFixture.until(() -> {
      try {
        open.journal.append(next, relay.durable::incrementAndGet);
        return true;
      } catch (StoreException full) {
        return false;
      }
    });
    relay.commits.add(next);
  }

  private static void applySome(JournalFixture open, Relay relay, Random random) {
    int durable = relay.durable.get();
    if (durable > relay.applied) {
      relay.applied += 1 + random.nextInt(durable - relay.applied);
      open.journal.applied(relay.schema, relay.commits.get(relay.applied - 1).position());
    }
  }

  private static void applyAll(JournalFixture open, Relay relay) {
    JournalFixture.until(() -> relay.durable.get() == relay.commits.size());
    relay.applied = relay.commits.size();
    if (relay.applied > 0) {
      open.journal.applied(relay.schema, relay.commits.getLast().position());
    }
  }

  /// Opens the folder and checks what it returns.
  private JournalFixture reopen(Path folder, Random random) {
    var open = open(folder, random);
    for (var relay : relays) {
      var returned = open.journal.takeUnapplied(relay.schema);
      int end = end(relay, returned);
      assertThat(end)
          .as("durable commits of %s", relay.schema)
          .isGreaterThanOrEqualTo(relay.durable.get());
      assertThat(end - returned.size())
          .as("the first returned commit of %s", relay.schema)
          .isBetween(0, relay.applied);
      assertThat(returned).isEqualTo(relay.commits.subList(end - returned.size(), end));
      // The kill may have come before the last commits were durable.
      relay.commits = new ArrayList<>(relay.commits.subList(0, end));
      relay.durable.set(end);
      if (relay.applied < end) {
        assertThat(open.journal.due()).contains(relay.schema);
      }
    }
    return open;
  }

  /// How many of the commits there were when the last returned one was written.
  private static int end(Relay relay, List<Commit> returned) {
    if (returned.isEmpty()) {
      return relay.applied;
    }
    int last = relay.commits.lastIndexOf(returned.getLast());
    assertThat(last).as("a foreign commit of %s", relay.schema).isNotNegative();
    return last + 1;
  }
}
