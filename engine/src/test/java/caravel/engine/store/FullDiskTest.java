package caravel.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.engine.failure.FailureHandler;
import caravel.engine.journal.Journal;
import caravel.engine.store.EventStore.Change;
import caravel.engine.store.EventStore.StoreException;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The kernel refuses to let the relays' files grow. The journal, whose segments stay small, takes
/// events until it is full.
final class FullDiskTest {
  private static final int FILE_BYTES_MAX = 512 * 1024;
  private static final int EVENTS_MAX = 20_000;
  private static final int BATCH = 16;

  /// Small events that fit into the journal's space for one batch.
  private static final int REFUSED_WITHIN = 2_000;

  private static final Journal.Limits SMALL = new Journal.Limits(64 << 10, 4 << 20, 1 << 20);
  private static final Filter ALL = Filter.all();
  private static final Duration RECOVERY_MAX = Duration.ofSeconds(90);

  @TempDir Path folder;

  @AfterEach
  void allowLargeFiles() {
    FileSizeLimit.set(FileSizeLimit.NONE);
  }

  @Test
  void a_full_disk_refuses_writes_loses_nothing_and_needs_no_restart() {
    var stored = new ArrayList<Event>();
    try (var journal = journal();
        var stores = TestStores.open(folder, Sync.FULL, journal)) {
      var store = stores.open("full");
      stored.addAll(fill(store));
      assertThat(stored).hasSizeGreaterThan(BATCH);
      assertThat(ids(store))
          .as("reads go on, also from the file")
          .containsExactlyInAnyOrderElementsOf(idsOf(stored));
      assertThat(isRefusedSoon(stores.open("other"))).as("the journal is full for all").isTrue();

      FileSizeLimit.set(FileSizeLimit.NONE);
      var first = Events.event(2, Events.NOW, 1, "the first one afterwards");
      await().atMost(RECOVERY_MAX).until(() -> save(store, first));
      stored.add(first);
      assertThat(store.count()).isEqualTo(stored.size());
    }
    Rows.assertConsistent(folder.resolve("full.db"), stored);
  }

  @Test
  void events_that_only_the_journal_has_outlive_a_restart_on_a_full_disk() {
    var stored = new ArrayList<Event>();
    try (var journal = journal()) {
      var stores = TestStores.open(folder, Sync.FULL, journal);
      stored.addAll(fill(stores.open("full")));
      stores.close();
    }
    try (var journal = journal();
        var stores = TestStores.open(folder, Sync.FULL, journal)) {
      assertThat(ids(stores.open("full"))).containsExactlyInAnyOrderElementsOf(idsOf(stored));
      FileSizeLimit.set(FileSizeLimit.NONE);
    }
    Rows.assertConsistent(folder.resolve("full.db"), stored);
  }

  private Journal journal() {
    return new Journal(
        folder.resolve(".journal"),
        Sync.FULL,
        SMALL,
        InstantSource.system(),
        FailureHandler.WITHOUT_EXIT);
  }

  /// Limits the files' size and saves events until some are refused.
  private static List<Event> fill(EventStore store) {
    var random = new Random(5);
    var stored = new ArrayList<Event>();
    // SQLite's library is larger than the limit, and is unpacked at the first use.
    var before = Events.event(3, Events.NOW, 1, "before");
    assertThat(save(store, before)).isTrue();
    assertThat(store.query(ALL, 1, 0)).hasSize(1);
    stored.add(before);
    FileSizeLimit.set(FILE_BYTES_MAX);
    while (stored.size() < EVENTS_MAX) {
      var batch = new ArrayList<Event>();
      for (int i = 0; i < BATCH; i++) {
        var text = "x".repeat(random.nextInt(600)) + random.nextLong();
        batch.add(Events.event(0, Events.NOW + stored.size(), 1, text));
      }
      if (isFullFor(store, batch)) {
        return stored;
      }
      stored.addAll(batch);
    }
    throw new AssertionError("the disk was never full");
  }

  /// Saves the events unless the journal is full. Repeats what is refused only because the next
  /// segment is not made yet.
  private static boolean isFullFor(EventStore store, List<Event> events) {
    while (true) {
      try {
        store.write(events.stream().<Change>map(Change.Save::new).toList()).join();
        return false;
      } catch (CompletionException | StoreException refused) {
        if (!Throwables.getStackTrace(refused).contains("no room at this moment")) {
          return true;
        }
        Thread.onSpinWait();
      }
    }
  }

  /// Fills what the last batch of the other relay was too large for.
  private static boolean isRefusedSoon(EventStore store) {
    return IntStream.range(0, REFUSED_WITHIN)
        .anyMatch(number -> !save(store, Events.event(1, Events.NOW + number, 1, "refused too")));
  }

  private static boolean save(EventStore store, Event event) {
    return save(store, List.of(event));
  }

  /// @return false if the events were refused
  private static boolean save(EventStore store, List<Event> events) {
    try {
      store.write(events.stream().<Change>map(Change.Save::new).toList()).join();
      return true;
    } catch (CompletionException | StoreException refused) {
      return false;
    }
  }

  private static List<String> ids(EventStore store) {
    var ids = new ArrayList<String>();
    store.scan(ALL, 0, row -> ids.add(row.id()));
    return ids;
  }

  private static Set<String> idsOf(List<Event> events) {
    var ids = new HashSet<String>();
    events.stream().map(Event::id).map(EventId::hex).forEach(ids::add);
    return ids;
  }

  /// The longest file that this process may write (`setrlimit`, POSIX). The kernel refuses a write
  /// beyond it, as it refuses one to a full disk.
  private static final class FileSizeLimit {
    static final long NONE = -1;

    /// `RLIMIT_FSIZE` on Linux and macOS.
    private static final int RESOURCE = 1;

    private FileSizeLimit() {}

    @SuppressWarnings("restricted") // setrlimit exists in every POSIX libc with this shape.
    static void set(long bytes) {
      var linker = Linker.nativeLinker();
      var setrlimit =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("setrlimit"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
      try (var arena = Arena.ofConfined()) {
        // The soft limit, then the hard one.
        var limits = arena.allocateFrom(ValueLayout.JAVA_LONG, bytes, NONE);
        assertThat((int) setrlimit.invokeExact(RESOURCE, limits)).isZero();
      } catch (Throwable failed) {
        throw new AssertionError("the limit was not set", failed);
      }
    }
  }
}
