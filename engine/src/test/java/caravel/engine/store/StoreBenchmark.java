package caravel.engine.store;

import caravel.backup.BackupOwner;
import caravel.backup.BackupTarget;
import caravel.backup.SealedObjects;
import caravel.engine.backup.RelayBackup;
import caravel.engine.failure.FailureHandler;
import caravel.engine.limits.DiskSpace;
import caravel.engine.store.EventStore.Change;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.SearchTerms;
import caravel.nostr.SecretKey;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Measures process CPU per stored event and per query, in microseconds and in signature
/// verifications. Run by hand: the first argument is a folder, the second the events of the large
/// relay. With an existing folder for a backup as the third, it only stores events, alternately
/// with and without the backup, and prints the ratios.
final class StoreBenchmark {
  private static final int IN_FLIGHT = 256;
  private static final int QUERIES = 2_000;

  /// Pairs of measurements with and without a backup. The first ones warm the program up.
  private static final int PAIRS = 5;

  private static final int WARM_UP_PAIRS = 2;
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final PrintStream out;
  private final Path folder;
  private final @Nullable Path target;
  private final double verifyMicros;
  private final AtomicInteger clock = new AtomicInteger();

  private StoreBenchmark(PrintStream out, Path folder, @Nullable Path target) {
    this.out = out;
    this.folder = folder;
    this.target = target;
    verifyMicros = verifyMicros();
    out.printf("verify %.1f us%n", verifyMicros);
  }

  public static void main(String[] arguments) throws Exception {
    var folder = Path.of(arguments[0]);
    int events = Integer.parseInt(arguments[1]);
    var target = arguments.length < 3 ? null : Path.of(arguments[2]);
    var benchmark = new StoreBenchmark(System.out, folder, target);
    if (target != null) {
      benchmark.compare(1, 40_000);
      benchmark.compare(200, 20_000);
      return;
    }
    for (var sync : Sync.values()) {
      benchmark.ingest(sync, 1, 40_000, null);
      benchmark.ingest(sync, 1, 40_000, null);
      benchmark.ingest(sync, 200, 20_000, null);
      benchmark.ingest(sync, 200, 20_000, null);
    }
    benchmark.lazily(10_000);
    benchmark.large(events);
  }

  private static double verifyMicros() {
    var event = Event.sign(SecretKey.generate(), 1, 1, List.of(), "x");
    for (int i = 0; i < 3_000; i++) {
      check(event);
    }
    long before = SYSTEM.getProcessCpuTime();
    for (int i = 0; i < 5_000; i++) {
      check(event);
    }
    return (SYSTEM.getProcessCpuTime() - before) / 5_000e3;
  }

  private static void check(Event event) {
    if (!event.hasValidSignature()) {
      throw new AssertionError();
    }
  }

  private Event event(Random random) {
    return Events.event(
        random.nextInt(200),
        Events.NOW + clock.getAndIncrement() / 50 - (random.nextInt(100) == 0 ? 1_000 : 0),
        new int[] {1, 7, 9, 1111}[random.nextInt(4)],
        "x".repeat(100) + random.nextLong(),
        List.of(
            List.of("t", "topic" + random.nextInt(50)),
            List.of("e", "%064x".formatted(random.nextLong() & Long.MAX_VALUE)),
            List.of("p", Events.author(random.nextInt(200)).hex())));
  }

  /// Prints the median of the ratios of the pairs.
  private void compare(int relays, int count) throws Exception {
    var ratios = new ArrayList<Double>();
    for (int pair = 0; pair < PAIRS; pair++) {
      double without = ingest(Sync.FULL, relays, count, null);
      double with = ingest(Sync.FULL, relays, count, target);
      if (pair >= WARM_UP_PAIRS) {
        ratios.add(with / without);
      }
    }
    ratios.sort(null);
    out.printf(
        "%d relays: with a backup an event costs %.2f times as much CPU%n",
        relays, ratios.get(ratios.size() / 2));
  }

  /// @param target folder of the backup; null = none
  /// @return microseconds of CPU for each event
  private double ingest(Sync sync, int relays, int count, @Nullable Path target) throws Exception {
    clear();
    try (var backup = backup(target);
        var stores =
            new EventStores(
                folder,
                sync,
                EventStores.Limits.USUAL,
                new EventStores.Monitoring(
                    FailureHandler.WITHOUT_EXIT,
                    DiskSpace.of(folder),
                    backup == null ? TestStores.noBackup() : backup),
                new MemoryCommitLog())) {
      if (backup != null) {
        backup.start(stores);
      }
      var handles = new ArrayList<FileStore>();
      for (int i = 0; i < relays; i++) {
        handles.add(stores.store("relay" + i));
        handles.get(i).count();
      }
      fill(handles, count / 4);
      if (backup != null) {
        // The bases are written before the measurement.
        backup.maintainNow();
      }
      long commits = handles.stream().mapToLong(FileStore::commits).sum();
      var random = new Random(5);
      var events = new ArrayList<Event>();
      for (int i = 0; i < count; i++) {
        events.add(event(random));
      }
      long wall = System.nanoTime();
      long cpu = SYSTEM.getProcessCpuTime();
      write(handles, events);
      if (backup != null) {
        backup.shipNow();
      }
      double micros =
          report(
              "ingest %s, %d relays, %d a commit%s"
                  .formatted(
                      sync,
                      relays,
                      count / (handles.stream().mapToLong(FileStore::commits).sum() - commits),
                      backup == null ? "" : ", backup"),
              cpu,
              wall,
              count);
      if (backup != null) {
        wall = System.nanoTime();
        cpu = SYSTEM.getProcessCpuTime();
        backup.maintainNow();
        report("  packing the log", cpu, wall, count);
      }
      return micros;
    }
  }

  private @Nullable RelayBackup backup(@Nullable Path target) throws IOException {
    if (target == null) {
      return null;
    }
    var objects =
        new SealedObjects(
            new BackupTarget.Folder(target).open(), List.of(SecretKey.parse("07".repeat(32))));
    return new RelayBackup(
        new RelayBackup.Setup(new BackupOwner(objects, "benchmark"), 30),
        folder,
        Files.createTempDirectory("config"),
        InstantSource.system(),
        FailureHandler.WITHOUT_EXIT);
  }

  private void fill(List<FileStore> handles, int count) throws Exception {
    var random = new Random(count);
    int part = 10_000;
    for (int at = 0; at < count; at += part) {
      var events = new ArrayList<Event>();
      for (int i = 0; i < Math.min(part, count - at); i++) {
        events.add(event(random));
      }
      write(handles, events);
    }
  }

  private static void write(List<FileStore> handles, List<Event> events)
      throws InterruptedException {
    var permits = new Semaphore(IN_FLIGHT);
    int turn = 0;
    for (var event : events) {
      permits.acquire();
      var _ =
          handles
              .get(turn++ % handles.size())
              .write(List.of(new Change.Save(event)))
              .whenComplete((_, _) -> permits.release());
    }
    permits.acquire(IN_FLIGHT);
  }

  private void lazily(int relays) throws Exception {
    clear();
    long wall = System.nanoTime();
    long cpu = SYSTEM.getProcessCpuTime();
    try (var stores = TestStores.open(folder, Sync.FULL)) {
      for (int i = 0; i < relays; i++) {
        stores.store("relay" + i);
      }
      report("open " + relays + " handles", cpu, wall, relays);
    }
  }

  private void large(int events) throws Exception {
    clear();
    try (var stores = TestStores.open(folder, Sync.NORMAL)) {
      var store = stores.store("relay");
      int stored = 0;
      for (int size : new int[] {10_000, 100_000, 1_000_000}) {
        if (size > events) {
          return;
        }
        fill(List.of(store), size - stored);
        stored = size;
        out.printf("%d stored%n", store.count());
        var kind = Set.of(9);
        query(store, "tag", filter(Set.of(), Set.of(), Map.of("t", Set.of("topic7"))));
        query(store, "tag + kind", filter(Set.of(), kind, Map.of("t", Set.of("topic7"))));
        query(
            store,
            "tag + 3 kinds",
            filter(Set.of(), Set.of(1, 7, 9), Map.of("t", Set.of("topic7"))));
        query(
            store,
            "tag + author",
            filter(Set.of(Events.author(3).hex()), Set.of(), Map.of("t", Set.of("topic7"))));
        query(store, "author + kind", filter(authors(1), kind, Map.of()));
        query(store, "10 authors + kind", filter(authors(10), kind, Map.of()));
        query(store, "200 authors + kind", filter(authors(200), kind, Map.of()));
        query(store, "kind", filter(Set.of(), kind, Map.of()));
        query(store, "everything", filter(Set.of(), Set.of(), Map.of()));
        var random = new Random(size);
        var more = new ArrayList<Event>();
        for (int i = 0; i < 10_000; i++) {
          more.add(event(random));
        }
        long wall = System.nanoTime();
        long cpu = SYSTEM.getProcessCpuTime();
        write(List.of(store), more);
        report("  ingest more", cpu, wall, more.size());
        stored += more.size();
        wall = System.nanoTime();
        cpu = SYSTEM.getProcessCpuTime();
        write(List.of(store), more);
        report("  duplicates", cpu, wall, more.size());
      }
    }
  }

  private static Set<String> authors(int count) {
    var authors = new java.util.HashSet<String>();
    for (int i = 0; i < count; i++) {
      authors.add(Events.author(i).hex());
    }
    return authors;
  }

  private static Filter filter(
      Set<String> authors, Set<Integer> kinds, Map<String, Set<String>> tags) {
    return new Filter(Set.of(), authors, kinds, tags, 0, Long.MAX_VALUE, 100, SearchTerms.NONE);
  }

  private void query(EventStore store, String name, Filter filter) {
    for (int i = 0; i < 300; i++) {
      store.query(filter, 1_000, Events.NOW);
    }
    long wall = System.nanoTime();
    long cpu = SYSTEM.getProcessCpuTime();
    int found = 0;
    for (int i = 0; i < QUERIES / 2; i++) {
      found = store.query(filter, 1_000, Events.NOW).size();
    }
    report("  newest " + found + " of " + name, cpu, wall, QUERIES / 2);
  }

  private double report(String what, long cpuBefore, long wallBefore, int operations) {
    double cpu = (SYSTEM.getProcessCpuTime() - cpuBefore) / 1e3 / operations;
    double wall = (System.nanoTime() - wallBefore) / 1e3 / operations;
    out.printf(
        "%-45s %8.1f us CPU = %6.2f verifies, %8.1f us wall%n",
        what, cpu, cpu / verifyMicros, wall);
    return cpu;
  }

  private void clear() throws Exception {
    if (Files.exists(folder)) {
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
