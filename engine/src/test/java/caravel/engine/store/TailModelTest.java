package caravel.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.FuzzSeeds;
import caravel.nostr.Event;
import caravel.nostr.EventBytes;
import caravel.nostr.Kinds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random histories against the naive store: every read answers from the durable commits, wherever
/// they are, and nothing durable is lost in a crash. The window is loaded, cut and dropped at any
/// point.
final class TailModelTest {
  private static final int STEPS = 250;
  private static final int FILTERS_A_STEP = 4;
  private static final int MAX = 100;
  private static final String RELAY = "relay";

  /// One writer, so that the jobs of all relays are done in order.
  private static final EventStores.Limits LIMITS =
      new EventStores.Limits(8, Duration.ofHours(1), Long.MAX_VALUE, 1);

  @TempDir Path parent;

  /// An answer that may have to wait for commits to become durable.
  ///
  /// @param commits that must be durable first, counted in this run
  private record Pending(CompletableFuture<?> answer, Object expected, long commits) {}

  private Random random = new Random();
  private String seed = "";
  private Path folder = Path.of("");
  private int runs;
  private MemoryCommitLog log = new MemoryCommitLog();
  private EventStores stores;

  /// The state that decisions see.
  private Judge decided = new Judge();

  /// The state that readers see.
  private Judge visible = new Judge();

  /// The states after the commits that are not durable yet.
  private final ArrayDeque<Judge> inFlight = new ArrayDeque<>();

  private final List<Pending> pending = new ArrayList<>();

  private WindowMemory.Limits windows = WindowMemory.Limits.usual();
  private long appended;
  private long durable;

  static LongStream seeds() {
    return FuzzSeeds.of(1, 12);
  }

  @BeforeEach
  void open() throws IOException {
    folder = Files.createDirectories(parent.resolve("run"));
    stores = TestStores.open(folder, Sync.NORMAL, LIMITS, log);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void readers_see_all_that_is_durable_and_nothing_else(long number) throws Exception {
    random = new Random(number);
    seed = "seed " + number;
    windows = windows();
    reopen();
    try {
      for (int step = 0; step < STEPS; step++) {
        seed = "seed %d, step %d".formatted(number, step);
        step();
        checkAnswers();
        checkReads();
      }
      reopen();
    } finally {
      stores.close();
    }
  }

  /// Bounds that move the floor and the ceiling all the time, or never.
  private WindowMemory.Limits windows() {
    int[] rows = {3, 20, 60, 150, 4_000};
    int[] loaded = {5, 30, 1_000};
    int[] misses = {1, 8, Integer.MAX_VALUE};
    long[] bytes = {100_000, 1_000_000, 100_000_000};
    return new WindowMemory.Limits(
        rows[random.nextInt(rows.length)],
        loaded[random.nextInt(loaded.length)],
        misses[random.nextInt(misses.length)],
        bytes[random.nextInt(bytes.length)]);
  }

  private void step() throws Exception {
    if (random.nextInt(12) == 0) {
      stores.store(RELAY).window().drop();
    }
    if (random.nextInt(6) == 0) {
      stores.store(RELAY).loadWindow().join();
    }
    switch (random.nextInt(20)) {
      case 0 -> log.hold();
      case 1 -> {
        log.release();
        becomeDurable(inFlight.size());
      }
      case 2, 3 -> becomeDurable(log.makeDurable(1 + random.nextInt(2)));
      case 4, 5 -> apply();
      case 6 -> removeExpired();
      case 7 -> writeWithoutRoom();
      case 8 -> stores.store(RELAY).closeIfUnused();
      case 9 -> {
        if (random.nextInt(3) == 0) {
          crash();
        }
      }
      case 10 -> {
        if (random.nextInt(4) == 0) {
          reopen();
        }
      }
      case 11 -> {
        if (random.nextInt(4) == 0) {
          erase();
        }
      }
      default -> write();
    }
  }

  private void write() {
    var batch = StoreQueryTest.anyBatch(random, decided);
    submit(stores.open(RELAY).write(batch), decided.write(batch));
  }

  private void removeExpired() {
    long now = Events.NOW + random.nextInt(80);
    assertThat(stores.open(RELAY).count()).isNotNegative();
    submit(stores.open(RELAY).removeExpired(now), decided.removeExpired(now));
  }

  private void submit(CompletableFuture<?> answer, Object expected) {
    finishTurn();
    long now = log.appends();
    if (now > appended) {
      inFlight.add(decided.copy());
      appended = now;
    }
    pending.add(new Pending(answer, expected, appended));
    becomeDurable(inFlight.size() - log.waiting());
  }

  /// The only writer serves another relay after this one.
  private void finishTurn() {
    stores.open("other").close();
  }

  private void writeWithoutRoom() {
    log.refuse();
    var batch = StoreQueryTest.anyBatch(random, decided);
    var answer = stores.open(RELAY).write(batch);
    finishTurn();
    log.failWith(null);
    if (!answer.isCompletedExceptionally()) {
      submit(answer, decided.write(batch));
    }
  }

  private void becomeDurable(int commits) {
    for (int i = 0; i < commits; i++) {
      visible = inFlight.remove();
      durable++;
    }
  }

  private void checkAnswers() {
    pending.removeIf(next -> {
      assertThat(next.answer().isDone()).as(seed).isEqualTo(next.commits() <= durable);
      if (next.answer().isDone()) {
        assertThat((Object) next.answer().join()).as(seed).isEqualTo(next.expected());
      }
      return next.answer().isDone();
    });
  }

  private void apply() throws IOException {
    var copy = folder.resolve("copy");
    Files.deleteIfExists(copy);
    boolean anew = inFlight.isEmpty() && random.nextInt(4) == 0;
    stores.copy(RELAY, copy, anew);
    Rows.assertConsistent(copy, visible.all());
    Files.delete(copy);
  }

  private void reopen() {
    log.release();
    becomeDurable(inFlight.size());
    checkAnswers();
    stores.close();
    assertThat(log.needed()).as(seed).isEmpty();
    var file = folder.resolve(RELAY + ".db");
    if (Files.exists(file)) {
      Rows.assertConsistent(file, visible.all());
    }
    start(log.crash());
  }

  /// A copy of the folder is what a crash leaves. What was not forced may be missing.
  private void crash() throws IOException {
    var after = Files.createDirectories(parent.resolve("run" + ++runs));
    var suffixes = random.nextBoolean() ? List.of(".db", ".db-wal") : List.of(".db");
    for (var suffix : suffixes) {
      var file = folder.resolve(RELAY + suffix);
      if (Files.exists(file)) {
        Files.copy(file, after.resolve(RELAY + suffix));
      }
    }
    var next = log.crash();
    log.release();
    stores.close();
    folder = after;
    start(next);
  }

  private void start(MemoryCommitLog next) {
    log = next;
    stores = TestStores.open(folder, LIMITS, windows, InstantSource.system(), log);
    inFlight.clear();
    pending.clear();
    decided = visible.copy();
    appended = 0;
    durable = 0;
  }

  private void erase() throws IOException {
    log.release();
    becomeDurable(inFlight.size());
    checkAnswers();
    stores.erase(RELAY);
    assertThat(log.needed()).isEmpty();
    decided = new Judge();
    visible = new Judge();
  }

  private void checkReads() {
    var store = stores.open(RELAY);
    assertThat(store.count()).as(seed).isEqualTo(visible.all().size());
    for (int i = 0; i < FILTERS_A_STEP; i++) {
      var filter = StoreQueryTest.anyFilter(random, decided);
      long now = Events.NOW + random.nextInt(80);
      var as = "%s, filter %s, now %d".formatted(seed, filter, now);
      StoreQueryTest.assertSame(store.query(filter, MAX, now), visible, filter, now, () -> as);
    }
    var filter = StoreQueryTest.anyFilter(random, decided);
    var scanned = new ArrayList<StoredEvent>();
    store.scan(filter, Events.NOW, scanned::add);
    var matching = visible.matching(filter, Events.NOW);
    var events = scanned.stream().map(StoredEvent::event).toList();
    assertThat(StoreQueryTest.places(events)).as(seed).isEqualTo(StoreQueryTest.places(matching));
    assertThat(events).as(seed).containsExactlyInAnyOrderElementsOf(matching);
    checkSingle(store);
    checkList(store);
  }

  private void checkSingle(EventStore store) {
    var known = decided.all();
    if (known.isEmpty()) {
      return;
    }
    var event = random.nextInt(4) == 0 ? Events.any(random) : any(known);
    var found = visible.all().stream().filter(event::equals).findFirst();
    assertThat(store.find(event.id()).map(StoredEvent::event)).as(seed).isEqualTo(found);
    assertThat(store.find(EventBytes.of(event)).map(StoredEvent::event)).as(seed).isEqualTo(found);
    if (Kinds.isAddressable(event.kind())) {
      var identifier = IndexKeys.identifier(event);
      assertThat(store.findAddressable(event.kind(), event.pubkey(), identifier))
          .as(seed)
          .isEqualTo(
              visible.all().stream()
                  .filter(other ->
                      other.kind() == event.kind()
                          && other.pubkey().equals(event.pubkey())
                          && IndexKeys.identifier(other).equals(identifier))
                  .findFirst());
    }
  }

  private Event any(List<Event> events) {
    return events.get(random.nextInt(events.size()));
  }

  private void checkList(EventStore store) {
    int page = 1 + random.nextInt(40);
    var listed = new ArrayList<StoredEvent>();
    var cursor = EventCursor.START;
    for (var next = store.list(cursor, page, 0); !next.isEmpty(); ) {
      listed.addAll(next);
      cursor = EventCursor.after(next.getLast());
      next = store.list(cursor, page, 0);
    }
    assertThat(listed.stream().map(StoredEvent::event))
        .as(seed)
        .containsExactlyInAnyOrderElementsOf(visible.all());
    assertThat(listed.stream().map(event -> event.event().createdAt())).as(seed).isSorted();
  }
}
