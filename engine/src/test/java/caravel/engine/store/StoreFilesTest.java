package caravel.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import caravel.engine.store.EventStore.Change;
import caravel.engine.store.EventStore.Saved;
import caravel.engine.store.EventStore.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files open when needed and close when idle.
final class StoreFilesTest {
  @TempDir Path folder;

  private List<String> files() {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private static List<Change> saving(int n) {
    return List.of(new Change.Save(Events.large(n, 10)));
  }

  @Test
  void ten_thousand_relays_that_nobody_uses_touch_no_file() {
    try (var stores = TestStores.open(folder, Sync.FULL)) {
      for (int i = 0; i < 10_000; i++) {
        stores.open("relay_" + i);
      }
      assertThat(stores.openFiles()).isZero();
      assertThat(files()).isEmpty();
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void a_schema_has_one_store_and_cannot_leave_the_folder() {
    try (var stores = TestStores.open(folder, Sync.NORMAL)) {
      assertThat(stores.open("a")).isSameAs(stores.open("a")).isNotSameAs(stores.open("b"));
      for (var name : List.of("", "../a", "a/b", "a.b", "a\0", "x".repeat(129), "a?b")) {
        assertThatThrownBy(() -> stores.open(name))
            .as(name)
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> stores.erase(name))
            .as(name)
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void a_closed_store_is_one_file_and_opens_again_by_itself() {
    try (var stores = TestStores.open(folder, Sync.FULL)) {
      var store = stores.open("relay");
      store.write(saving(1)).join();
      assertThat(files()).contains("relay.db", "relay.db-wal");
      store.close();
      assertThat(files()).containsExactly("relay.db");
      assertThat(store.count()).isEqualTo(1);
      store.write(saving(2)).join();
      assertThat(store.count()).isEqualTo(2);
    }
    assertThat(files()).containsExactly("relay.db");
    assertThat(Rows.events(folder.resolve("relay.db"))).hasSize(2);
  }

  @Test
  void an_idle_file_is_closed() {
    var limits = new EventStores.Limits(8, Duration.ofMillis(50), Long.MAX_VALUE, 1);
    try (var stores = TestStores.open(folder, Sync.FULL, limits)) {
      stores.open("relay").write(saving(1)).join();
      await().until(() -> stores.openFiles() == 0);
      assertThat(files()).containsExactly("relay.db");
      assertThat(stores.open("relay").count()).isEqualTo(1);
    }
  }

  @Test
  void a_file_that_is_only_swept_is_idle_and_is_not_opened_for_it() {
    var limits = new EventStores.Limits(8, Duration.ofMillis(200), Long.MAX_VALUE, 1);
    try (var stores = TestStores.open(folder, Sync.FULL, limits)) {
      var store = stores.open("relay");
      store.write(List.of(new Change.Save(Events.event(1, 1, 1, "x", "expiration", "5")))).join();
      await()
          .until(() -> {
            store.removeExpired(4).join();
            return stores.openFiles() == 0;
          });
      assertThat(store.removeExpired(5).join()).isZero();
      assertThat(stores.openFiles()).isZero();
      assertThat(store.count()).isEqualTo(1);
      // Counting opens the file, and on a loaded machine it may be idle again before the sweep.
      await()
          .until(() -> {
            var opened = store.count();
            return opened == 1 && store.removeExpired(5).join() == 1;
          });
      assertThat(store.count()).isZero();
    }
  }

  @Test
  void open_files_are_bounded_and_no_event_is_lost() {
    long seed = 21;
    int relays = 15;
    int rounds = 150;
    var random = new Random(seed);
    var limits = new EventStores.Limits(4, Duration.ofSeconds(60), Long.MAX_VALUE, 1);
    var counts = new int[relays];
    try (var stores = TestStores.open(folder, Sync.NORMAL, limits)) {
      for (int i = 0; i < rounds; i++) {
        int relay = random.nextInt(relays);
        var store = stores.open("relay" + relay);
        store.write(saving(i)).join();
        counts[relay]++;
        assertThat(store.count()).as("seed %d, round %d", seed, i).isEqualTo(counts[relay]);
        assertThat(stores.openFiles()).isBetween(1, 8);
      }
    }
    assertThat(files()).allMatch(name -> name.endsWith(".db"));
    for (int i = 0; i < relays; i++) {
      assertThat(Rows.events(folder.resolve("relay" + i + ".db"))).hasSize(counts[i]);
    }
  }

  @Test
  void an_erased_schema_begins_empty_and_its_old_store_is_dead() {
    try (var stores = TestStores.open(folder, Sync.FULL)) {
      var old = stores.open("relay");
      var waiting = new ArrayList<CompletableFuture<List<Saved>>>();
      for (int i = 0; i < 50; i++) {
        waiting.add(old.write(saving(i)));
      }
      stores.erase("relay");
      assertThat(waiting).allMatch(CompletableFuture::isDone);
      assertThat(files()).isEmpty();
      assertThatThrownBy(old::count).isInstanceOf(StoreException.class);
      assertThatThrownBy(() -> old.write(saving(1)).join())
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(StoreException.class);
      old.close();
      assertThat(files()).isEmpty();
      assertThat(stores.open("relay").count()).isZero();
      stores.erase("never_opened");
    }
  }

  @Test
  void closing_writes_what_waits() {
    var answers = new ArrayList<CompletableFuture<List<Saved>>>();
    try (var stores = TestStores.open(folder, Sync.NORMAL)) {
      for (int i = 0; i < 2_000; i++) {
        answers.add(stores.open("relay" + i % 10).write(saving(i)));
      }
    }
    assertThat(answers).allMatch(answer -> answer.isDone() && !answer.isCompletedExceptionally());
    assertThat(files()).hasSize(10).allMatch(name -> name.endsWith(".db"));
  }

  @Test
  void after_the_end_nothing_can_be_opened() {
    var stores = TestStores.open(folder, Sync.NORMAL);
    var store = stores.open("relay");
    stores.close();
    assertThatThrownBy(() -> stores.open("relay")).isInstanceOf(StoreException.class);
    assertThatThrownBy(store::count).isInstanceOf(StoreException.class);
    assertThat(store.write(saving(1))).isCompletedExceptionally();
  }

  @Test
  void a_busy_relay_costs_another_one_group_not_all_of_them() {
    var limits = new EventStores.Limits(8, Duration.ofSeconds(60), Long.MAX_VALUE, 1);
    try (var stores = TestStores.open(folder, Sync.NORMAL, limits)) {
      var busy = stores.store("busy");
      var other = stores.store("other");
      other.count();
      // A delayed thread may count groups that do not matter, so the check is repeated.
      await().until(() -> isServedBetween(busy, other));
      assertThat(busy.count()).isEqualTo(20_000);
    }
  }

  private static boolean isServedBetween(FileStore busy, FileStore other) {
    CompletableFuture<List<Saved>> last = new CompletableFuture<>();
    for (int i = 0; i < 20_000; i++) {
      last = busy.write(saving(i));
    }
    long before = busy.commits();
    long meanwhile = other.write(saving(1)).thenApply(_ -> busy.commits()).join() - before;
    boolean isStillBusy = !last.isDone();
    last.join();
    return isStillBusy && meanwhile <= 2;
  }

  @Test
  void many_threads_that_replace_one_event_leave_one() throws Exception {
    int threads = 16;
    int each = 50;
    try (var stores = TestStores.open(folder, Sync.NORMAL)) {
      var store = stores.open("relay");
      var start = new CountDownLatch(1);
      var running = new ArrayList<Thread>();
      for (int t = 0; t < threads; t++) {
        int thread = t;
        running.add(
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    start.await();
                  } catch (InterruptedException interrupted) {
                    throw new AssertionError(interrupted);
                  }
                  for (int i = 0; i < each; i++) {
                    var event = Events.event(1, i, 10_002, "by " + thread);
                    store.write(List.of(new Change.Save(event))).join();
                    store.find(event.id());
                  }
                }));
      }
      start.countDown();
      for (var thread : running) {
        thread.join();
      }
      assertThat(store.count()).isEqualTo(1);
    }
    assertThat(Rows.events(folder.resolve("relay.db")))
        .singleElement()
        .matches(event -> event.createdAt() == each - 1);
  }

  @Test
  void two_hundred_relays_write_at_once() {
    int relays = 200;
    var answers = new ArrayList<CompletableFuture<List<Saved>>>();
    try (var stores = TestStores.open(folder, Sync.FULL)) {
      for (int i = 0; i < relays * 20; i++) {
        answers.add(stores.open("relay" + i % relays).write(saving(i)));
      }
      for (var answer : answers) {
        assertThat(answer.join()).containsExactly(Saved.STORED);
      }
      for (int i = 0; i < relays; i++) {
        assertThat(stores.open("relay" + i).count()).isEqualTo(20);
      }
    }
  }
}
