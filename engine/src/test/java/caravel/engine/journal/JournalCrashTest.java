package caravel.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.engine.failure.FailureHandler;
import caravel.engine.store.Commit;
import caravel.engine.store.EventStore.StoreException;
import caravel.engine.store.Sync;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Kills a process while it writes. Every commit that was durable comes back, unless the process
/// said before that it was applied or erased.
final class JournalCrashTest {
  private static final int RELAYS = 5;
  private static final int IN_FLIGHT = 64;

  /// `./test nightly` kills more often.
  private static final int ROUNDS = Integer.getInteger("caravel.kill.rounds", 5);

  private static final int LINES_MIN = 200;
  private static final int LINES_SPREAD = 4_000;
  private static final Journal.Limits LIMITS = new Journal.Limits(64 << 10, 8 << 20, 4 << 20);

  private static Journal open(Path folder, Sync sync) {
    return new Journal(folder, sync, LIMITS, InstantSource.system(), FailureHandler.WITHOUT_EXIT);
  }

  /// The process that is killed. Prints `durable`, `applied`, `erasing` and `erased`, each with
  /// relay, timeline and sequence number.
  static final class Victim {
    private static final class Relay {
      final String schema;
      final AtomicLong durable = new AtomicLong();
      long timeline;
      long seq;

      Relay(String schema) {
        this.schema = schema;
      }
    }

    private final Journal journal;
    private final Random random;
    private final Semaphore permits = new Semaphore(IN_FLIGHT);

    private Victim(Journal journal, Random random) {
      this.journal = journal;
      this.random = random;
    }

    public static void main(String[] arguments) throws InterruptedException {
      var random = new Random(Long.parseLong(arguments[2]));
      var journal = open(Path.of(arguments[0]), Sync.valueOf(arguments[1]));
      new Victim(journal, random).run();
    }

    private void run() throws InterruptedException {
      var relays = new Relay[RELAYS];
      for (int i = 0; i < RELAYS; i++) {
        relays[i] = new Relay("relay" + i);
        begin(relays[i]);
      }
      while (true) {
        var relay = relays[random.nextInt(RELAYS)];
        int dice = random.nextInt(400);
        if (dice == 0) {
          erase(relay);
        } else if (dice < 4) {
          apply(relay);
        } else {
          append(relay);
        }
      }
    }

    /// Continues after the last commit that comes back.
    private void begin(Relay relay) {
      relay.timeline = random.nextLong() >>> 1;
      var unapplied = journal.takeUnapplied(relay.schema);
      if (!unapplied.isEmpty()) {
        relay.timeline = unapplied.getLast().position().timeline();
        relay.seq = unapplied.getLast().position().seq();
        relay.durable.set(relay.seq);
      }
    }

    private void append(Relay relay) throws InterruptedException {
      permits.acquire();
      relay.seq++;
      long timeline = relay.timeline;
      long seq = relay.seq;
      int bytes = random.nextInt(50) == 0 ? 100_000 : random.nextInt(1_000);
      var commit = JournalFixture.commit(relay.schema, timeline, seq, bytes);
      JournalFixture.until(() -> tryAppend(relay, commit, timeline, seq));
    }

    private boolean tryAppend(Relay relay, Commit commit, long timeline, long seq) {
      try {
        journal.append(
            commit,
            () -> {
              print("durable", relay.schema, timeline, seq);
              if (timeline == relay.timeline) {
                relay.durable.set(seq);
              }
              permits.release();
            });
        return true;
      } catch (StoreException full) {
        apply(relay);
        return false;
      }
    }

    private void apply(Relay relay) {
      long seq = relay.durable.get();
      print("applied", relay.schema, relay.timeline, seq);
      journal.applied(relay.schema, JournalFixture.position(relay.timeline, seq));
    }

    private void erase(Relay relay) {
      print("erasing", relay.schema, relay.timeline, 0);
      journal.erased(relay.schema);
      print("erased", relay.schema, relay.timeline, 0);
      relay.timeline = random.nextLong() >>> 1;
      relay.seq = 0;
      relay.durable.set(0);
    }

    private static void print(String what, String schema, long timeline, long seq) {
      var out = System.out;
      synchronized (out) {
        out.println(what + " " + schema + " " + timeline + " " + seq);
      }
    }
  }

  /// The output of the killed processes about one timeline.
  private static final class Timeline {
    final Set<Long> durable = new TreeSet<>();
    long applied;
    boolean isErasing;
    boolean isErased;
  }

  @TempDir Path folder;
  private final Map<String, Timeline> timelines = new HashMap<>();

  /// While the process lives, no other one can open its folder.
  @ParameterizedTest(name = "{0}")
  @EnumSource(Sync.class)
  void every_durable_commit_outlives_a_kill(Sync sync) throws Exception {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      runAndKill(sync, seed + round, LINES_MIN + random.nextInt(LINES_SPREAD));
      check("seed %d, round %d".formatted(seed, round), sync);
    }
    assertThat(timelines).hasSizeGreaterThan(RELAYS - 1);
  }

  private void check(String round, Sync sync) {
    var returned = new HashMap<String, TreeSet<Long>>();
    try (var journal = open(folder, sync)) {
      for (int relay = 0; relay < RELAYS; relay++) {
        var schema = "relay" + relay;
        for (var commit : journal.takeUnapplied(schema)) {
          var seqs =
              returned.computeIfAbsent(
                  schema + " " + commit.position().timeline(), _ -> new TreeSet<>());
          assertThat(seqs.isEmpty() || seqs.last() + 1 == commit.position().seq())
              .as("%s: order of %s", round, schema)
              .isTrue();
          seqs.add(commit.position().seq());
        }
      }
    }
    timelines.forEach((name, timeline) -> {
      var seqs = returned.getOrDefault(name, new TreeSet<>());
      if (timeline.isErased) {
        assertThat(seqs).as("%s: erased %s", round, name).isEmpty();
      } else if (!timeline.isErasing) {
        var missing = new HashSet<>(timeline.durable);
        missing.removeIf(seq -> seq <= timeline.applied);
        missing.removeAll(seqs);
        assertThat(missing).as("%s: durable commits of %s", round, name).isEmpty();
      }
      // A relay that was erased in this round, or is gone, stays erased.
      timeline.isErased |= timeline.isErasing && seqs.isEmpty();
      timeline.isErasing = timeline.isErased;
    });
  }

  private void runAndKill(Sync sync, long seed, int until)
      throws IOException, InterruptedException {
    var victim =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                Victim.class.getName(),
                folder.toString(),
                sync.name(),
                String.valueOf(seed))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var lines = victim.inputReader()) {
      int seen = 0;
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        note(line);
        if (++seen == 1) {
          assertThatThrownBy(() -> open(folder, sync))
              .hasMessageContaining("is in use by another running program");
        }
        if (seen == until) {
          // Killed through its handle, which leaves the pipe open for reading.
          victim.toHandle().destroyForcibly();
        }
      }
      assertThat(seen).isGreaterThanOrEqualTo(until);
    } finally {
      victim.destroyForcibly().waitFor();
    }
  }

  private void note(String line) {
    // The kill may cut the last line, which then says nothing. `applied` and `erasing` are printed
    // before their calls, so a cut line of them changed nothing.
    if (!line.matches("(durable|applied|erasing|erased) relay\\d \\d+ \\d+")) {
      return;
    }
    var parts = line.split(" ");
    var timeline = timelines.computeIfAbsent(parts[1] + " " + parts[2], _ -> new Timeline());
    long seq = Long.parseLong(parts[3]);
    switch (parts[0]) {
      case "durable" -> timeline.durable.add(seq);
      case "applied" -> timeline.applied = Math.max(timeline.applied, seq);
      case "erasing" -> timeline.isErasing = true;
      default -> timeline.isErased = true;
    }
  }

  /// The location of the test classes, for any way of starting the test.
  private static String classPath() {
    var given = System.getProperty("surefire.test.class.path");
    return given == null ? System.getProperty("java.class.path") : given;
  }
}
