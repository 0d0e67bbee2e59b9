package caravel.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.engine.store.EventStore.Change;
import caravel.engine.store.EventStore.Saved;
import caravel.engine.store.EventStore.StoreException;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.SearchTerms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A full file, and files that cannot be written or read.
final class StoreFaultsTest {
  private static final Filter ALL =
      new Filter(Set.of(), Set.of(), Set.of(), Map.of(), 0, Long.MAX_VALUE, null, SearchTerms.NONE);
  private static final int LARGE = 20_000;
  private static final EventStores.Limits SMALL =
      new EventStores.Limits(8, Duration.ofSeconds(60), 400_000, 2);

  @TempDir Path folder;

  private static CompletableFuture<List<Saved>> save(EventStore store, Event event) {
    return store.write(List.of(new Change.Save(event)));
  }

  private static boolean isRefused(CompletableFuture<?> answer) {
    try {
      answer.join();
      return false;
    } catch (CompletionException failed) {
      assertThat(failed).hasCauseInstanceOf(StoreException.class);
      return true;
    }
  }

  /// Saves large events until one is refused.
  private static List<Event> fill(EventStore store) {
    var stored = new ArrayList<Event>();
    for (int i = 0; i < 100; i++) {
      var event = Events.large(i, LARGE);
      if (isRefused(save(store, event))) {
        return stored;
      }
      stored.add(event);
    }
    throw new AssertionError("the file had no end");
  }

  @Test
  void a_full_file_refuses_writes_and_is_read_on() {
    try (var stores = TestStores.open(folder, Sync.FULL, SMALL)) {
      var store = stores.open("full");
      var stored = fill(store);
      assertThat(stored).hasSizeGreaterThan(5);
      assertThat(store.query(ALL, 1_000, 0).stream().map(StoredEvent::event))
          .containsExactlyInAnyOrderElementsOf(stored);
      assertThat(isRefused(save(store, Events.large(1_000, LARGE)))).isTrue();
      assertThat(save(stores.open("other"), Events.large(1, LARGE)).join())
          .containsExactly(Saved.STORED);
      store.write(List.of(new Change.Remove(stored.getFirst().id()))).join();
      assertThat(save(store, Events.large(2_000, LARGE)).join()).containsExactly(Saved.STORED);
      assertThat(store.count()).isEqualTo(stored.size());
    }
    assertThat(Rows.events(folder.resolve("full.db"))).isNotEmpty();
  }

  @Test
  void only_the_batch_that_does_not_fit_is_refused() throws Exception {
    var log = new MemoryCommitLog();
    try (var stores = TestStores.open(folder, Sync.FULL, SMALL, log)) {
      var store = stores.open("full");
      var first = Events.large(0, 10);
      save(store, first).join();
      var tooMuch = new ArrayList<Change>();
      for (int i = 1; i < 40; i++) {
        tooMuch.add(new Change.Save(Events.large(i, LARGE)));
      }
      tooMuch.add(new Change.Remove(first.id()));
      CompletableFuture<List<Saved>> before;
      CompletableFuture<List<Saved>> failing;
      CompletableFuture<List<Saved>> after;
      try (var _ = log.block()) {
        before = save(store, Events.large(100, 10));
        failing = store.write(tooMuch);
        after = save(store, Events.large(200, 10));
      }
      assertThat(before.join()).containsExactly(Saved.STORED);
      assertThat(isRefused(failing)).isTrue();
      assertThat(after.join()).containsExactly(Saved.STORED);
      assertThat(store.query(ALL, 1_000, 0).stream().map(StoredEvent::event))
          .containsExactly(Events.large(200, 10), Events.large(100, 10), first);
    }
    assertThat(Rows.events(folder.resolve("full.db"))).hasSize(3);
  }

  @Test
  void a_file_that_another_program_holds_delays_no_answer_and_is_written_afterwards()
      throws Exception {
    var log = new MemoryCommitLog();
    try (var stores = TestStores.open(folder, Sync.NORMAL, log)) {
      var store = stores.store("held");
      save(store, Events.large(0, 1)).join();
      try (var _ = Rows.holdWriters(folder.resolve("held.db"))) {
        for (int i = 1; i < 500; i++) {
          assertThat(save(store, Events.large(i, 1)).join()).containsExactly(Saved.STORED);
        }
        assertThatThrownBy(() -> stores.copy("held", folder.resolve("copy"), false))
            .isInstanceOf(StoreException.class);
        assertThat(store.count()).isEqualTo(500);
        assertThat(log.needed()).hasSize(500);
      }
      assertThat(store.count()).isEqualTo(500);
    }
    assertThat(log.needed()).isEmpty();
    assertThat(Rows.events(folder.resolve("held.db"))).hasSize(500);
  }

  @Test
  void a_file_that_is_no_database_is_an_error_of_its_relay_alone() throws Exception {
    Files.writeString(folder.resolve("broken.db"), "this is no database ".repeat(1_000));
    try (var stores = TestStores.open(folder, Sync.NORMAL)) {
      var broken = stores.open("broken");
      assertThat(isRefused(save(broken, Events.large(1, 1)))).isTrue();
      assertThatThrownBy(() -> broken.query(ALL, 10, 0)).isInstanceOf(StoreException.class);
      assertThatThrownBy(broken::count).isInstanceOf(StoreException.class);
      assertThat(broken.removeExpired(0).join()).isZero();
      assertThat(save(stores.open("sound"), Events.large(1, 1)).join())
          .containsExactly(Saved.STORED);
      broken.close();
    }
  }

  @Test
  void an_incomplete_new_file_is_created_again() throws Exception {
    Files.createFile(folder.resolve("empty.db"));
    Files.writeString(folder.resolve("empty.db.new"), "half a file");
    Files.writeString(folder.resolve("empty.db-wal"), "the log of an erased one");
    try (var stores = TestStores.open(folder, Sync.FULL)) {
      assertThat(save(stores.open("empty"), Events.large(1, 1)).join())
          .containsExactly(Saved.STORED);
    }
    assertThat(Rows.events(folder.resolve("empty.db"))).hasSize(1);
  }

  @Test
  void a_file_of_another_format_is_refused_and_left_alone() throws Exception {
    var file = folder.resolve("newer.db");
    try (var stores = TestStores.open(folder, Sync.FULL)) {
      save(stores.open("newer"), Events.large(1, 1)).join();
    }
    try (var sql = Sql.open(file, true)) {
      sql.execute("UPDATE meta SET value=2 WHERE key='format'");
    }
    try (var stores = TestStores.open(folder, Sync.FULL)) {
      assertThat(isRefused(save(stores.open("newer"), Events.large(2, 1)))).isTrue();
    }
    assertThat(Rows.events(file)).hasSize(1);
  }
}
