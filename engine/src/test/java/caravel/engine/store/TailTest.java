package caravel.engine.store;

import static caravel.engine.store.EventStore.Saved.DUPLICATE;
import static caravel.engine.store.EventStore.Saved.STORED;
import static caravel.engine.store.EventStore.Saved.SUPERSEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import caravel.engine.store.EventStore.Change;
import caravel.engine.store.EventStore.Saved;
import caravel.engine.store.EventStore.StoreException;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Events between their commit and the relay's file.
final class TailTest {
  private static final String RELAY = "relay";

  @TempDir Path folder;
  private final MemoryCommitLog log = new MemoryCommitLog();
  private EventStores stores;
  private FileStore store;

  @BeforeEach
  void open() {
    stores = TestStores.open(folder, Sync.NORMAL, log);
    store = stores.store(RELAY);
  }

  @AfterEach
  void close() {
    log.failWith(null);
    log.release();
    stores.close();
    assertThat(log.needed()).isEmpty();
  }

  private static Event event(int n) {
    return Events.event(1, Events.NOW + n, 1, "event " + n);
  }

  private CompletableFuture<List<Saved>> save(Event... events) {
    return store.write(List.of(events).stream().<Change>map(Change.Save::new).toList());
  }

  private List<Event> all() {
    return store.query(Filter.all(), 100_000, 0).stream().map(StoredEvent::event).toList();
  }

  @Test
  void an_event_that_is_not_durable_is_neither_answered_nor_read_nor_counted() {
    save(event(1)).join();
    log.hold();
    var answer = save(event(2));
    await().until(() -> log.waiting() == 1);
    assertThat(answer).isNotDone();
    assertThat(all()).containsExactly(event(1));
    assertThat(store.count()).isEqualTo(1);
    assertThat(store.find(event(2).id())).isEmpty();
    assertThat(store.list(EventCursor.START, 10, 0)).hasSize(1);
    assertThat(store.position().seq()).isEqualTo(1);
    log.release();
    assertThat(answer.join()).containsExactly(STORED);
    assertThat(all()).containsExactly(event(2), event(1));
    assertThat(store.position().seq()).isEqualTo(2);
  }

  @Test
  void decisions_see_commits_in_flight_and_wait_for_them() {
    var profile = Events.event(1, Events.NOW + 5, 0, "new");
    log.hold();
    var first = save(event(1), profile);
    await().until(() -> log.waiting() == 1);
    var duplicate = save(event(1));
    var older = save(Events.event(1, Events.NOW, 0, "old"));
    var empty = store.write(List.of());
    stores.open("other").close();
    assertThat(List.of(first, duplicate, older, empty)).noneMatch(CompletableFuture::isDone);
    log.release();
    assertThat(first.join()).containsExactly(STORED, STORED);
    assertThat(duplicate.join()).containsExactly(DUPLICATE);
    assertThat(older.join()).containsExactly(SUPERSEDED);
    assertThat(log.appends()).isEqualTo(1);
  }

  @Test
  void a_removal_that_is_not_durable_hides_nothing() {
    save(event(1)).join();
    stores.copy(RELAY, folder.resolve("copy"), false);
    log.hold();
    var removal = store.write(List.of(new Change.Remove(event(1).id())));
    await().until(() -> log.waiting() == 1);
    assertThat(all()).containsExactly(event(1));
    assertThat(store.count()).isEqualTo(1);
    log.release();
    removal.join();
    assertThat(all()).isEmpty();
    assertThat(store.count()).isZero();
    assertThat(save(event(1)).join()).containsExactly(STORED);
    assertThat(store.count()).isEqualTo(1);
  }

  @Test
  void a_commit_that_the_log_refuses_changes_nothing() {
    save(event(1)).join();
    log.refuse();
    assertThatThrownBy(() -> store.write(List.of(new Change.Remove(event(1).id()))).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(StoreException.class);
    assertThatThrownBy(() -> save(event(2)).join()).isInstanceOf(CompletionException.class);
    assertThat(all()).containsExactly(event(1));
    log.failWith(null);
    assertThat(save(event(1)).join()).containsExactly(DUPLICATE);
    assertThat(save(event(2)).join()).containsExactly(STORED);
    assertThat(store.position().seq()).isEqualTo(2);
  }

  /// All reads that the relay may run at a time are waiting in the file.
  @Test
  void a_new_event_is_found_without_reading_the_file() throws Exception {
    save(event(1)).join();
    var reading = new CountDownLatch(QueryScheduler.RUNNING_PER_RELAY_MAX);
    var end = new CountDownLatch(1);
    var readers = new ArrayList<Thread>();
    for (int i = 0; i < QueryScheduler.RUNNING_PER_RELAY_MAX; i++) {
      readers.add(
          Thread.ofVirtual()
              .start(() ->
                  store.scan(
                      Filter.all(),
                      0,
                      _ -> {
                        reading.countDown();
                        awaitEnd(end);
                      })));
    }
    reading.await();
    save(event(2)).join();
    var found = CompletableFuture.supplyAsync(() -> store.find(event(2).id()));
    assertThat(found.get(30, TimeUnit.SECONDS)).isPresent();
    end.countDown();
    for (var reader : readers) {
      reader.join();
    }
  }

  private static void awaitEnd(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /// One author's profile is replaced again and again: there is always exactly one.
  @Test
  void a_read_during_an_apply_misses_nothing_and_sees_nothing_twice() throws Exception {
    int writes = 2_000;
    var isOver = new AtomicBoolean();
    var profiles = Filter.all().withKinds(0);
    save(Events.event(1, Events.NOW, 0, "first"), event(1)).join();
    var failures = new ArrayList<String>();
    var reader =
        Thread.ofPlatform()
            .start(() -> {
              while (!isOver.get()) {
                long count = store.count();
                int found = store.query(profiles, 10, 0).size();
                int listed = store.list(EventCursor.START, 10, 0).size();
                if (count != 2 || found != 1 || listed != 2) {
                  failures.add(count + " counted, " + found + " found, " + listed + " listed");
                }
              }
            });
    var applying =
        Thread.ofPlatform()
            .start(() -> {
              while (!isOver.get()) {
                store.closeIfUnused();
              }
            });
    for (int i = 1; i <= writes; i++) {
      save(Events.event(1, Events.NOW + i, 0, "version " + i)).join();
    }
    isOver.set(true);
    reader.join();
    applying.join();
    assertThat(failures).isEmpty();
    assertThat(all()).hasSize(2);
  }

  @Test
  void many_changes_are_written_without_waiting_for_the_end() {
    for (int i = 0; i < FileStore.APPLY_SIZE; i += 512) {
      var batch = new ArrayList<Change>();
      for (int n = i; n < i + 512; n++) {
        batch.add(new Change.Save(event(n)));
      }
      store.write(batch).join();
    }
    await().until(store::isWritten);
    assertThat(log.needed()).isNotEmpty();
    assertThat(store.count()).isEqualTo(FileStore.APPLY_SIZE);
    log.setDue(RELAY);
    await().until(() -> log.needed().isEmpty());
    assertThat(log.due()).isEmpty();
  }

  @Test
  void a_file_that_cannot_be_written_refuses_writes_at_a_bound_and_is_read_on() throws Exception {
    save(event(-1)).join();
    int saved = 1;
    try (var _ = Rows.holdWriters(folder.resolve(RELAY + ".db"))) {
      boolean isRefused = false;
      while (!isRefused) {
        var batch = new ArrayList<Change>();
        for (int n = 0; n < 1_024; n++) {
          batch.add(new Change.Save(event(saved + n)));
        }
        try {
          store.write(batch).join();
          saved += 1_024;
        } catch (CompletionException refused) {
          assertThat(refused.getCause()).hasMessageContaining("too much waits");
          isRefused = true;
        }
      }
      assertThat(saved).isBetween(10_000, Tail.SIZE_MAX + 2_048);
      assertThat(store.count()).isEqualTo(saved);
      assertThat(store.query(Filter.all(), 1, 0)).hasSize(1);
    }
    await().atMost(60, TimeUnit.SECONDS).until(store::isWritten);
    assertThat(save(event(1_000_000)).join()).containsExactly(STORED);
    assertThat(store.count()).isEqualTo(saved + 1);
  }
}
