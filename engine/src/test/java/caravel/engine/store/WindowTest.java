package caravel.engine.store;

import static caravel.engine.store.EventStore.Saved.DUPLICATE;
import static caravel.engine.store.EventStore.Saved.STORED;
import static caravel.engine.store.EventStore.Saved.SUPERSEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.engine.store.EventStore.Change;
import caravel.engine.store.EventStore.Saved;
import caravel.engine.store.EventStore.StoreException;
import caravel.nostr.Event;
import caravel.nostr.EventBytes;
import caravel.nostr.Filter;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Answers from memory. The tests empty the file behind the store's back, so that only memory has
/// the events.
final class WindowTest {
  private static final String RELAY = "relay";
  private static final long MANY_BYTES = 100_000_000;
  private static final int MISSES_MAX = 3;

  @TempDir Path folder;
  private final MemoryCommitLog log = new MemoryCommitLog();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.ofEpochSecond(Events.NOW + 1_000));
  private EventStores stores;
  private FileStore store;

  @BeforeEach
  void open() {
    open(64, 20, MANY_BYTES);
  }

  private void open(int rowsMax, int rowsLoaded, long bytesMax) {
    stores =
        TestStores.open(
            folder,
            new EventStores.Limits(8, Duration.ofHours(1), Long.MAX_VALUE, 1),
            new WindowMemory.Limits(rowsMax, rowsLoaded, MISSES_MAX, bytesMax),
            now::get,
            log);
    store = stores.store(RELAY);
  }

  private void reopen(int rowsMax, int rowsLoaded, long bytesMax) {
    stores.close();
    open(rowsMax, rowsLoaded, bytesMax);
  }

  @AfterEach
  void close() {
    stores.close();
  }

  private static Event event(int n) {
    return Events.event(1, Events.NOW + n, 1, "event " + n);
  }

  private static Event profile(int n) {
    return Events.event(1, Events.NOW + n, 0, "profile " + n);
  }

  private List<Saved> save(Event... events) {
    return save(store, events);
  }

  private static List<Saved> save(EventStore store, Event... events) {
    return store.write(List.of(events).stream().<Change>map(Change.Save::new).toList()).join();
  }

  private void save(int from, int to) {
    for (int n = from; n < to; n++) {
      assertThat(save(event(n))).containsExactly(STORED);
    }
  }

  private List<Event> query(Filter filter) {
    return store.query(filter, 100, 0).stream().map(StoredEvent::event).toList();
  }

  /// Writes the tail, and removes everything from the file with another program.
  private void emptyFile() throws SQLException {
    stores.copy(RELAY, folder.resolve("copy" + System.nanoTime()), false);
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(RELAY + ".db"));
        var statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM event");
      statement.executeUpdate("DELETE FROM ix");
    }
  }

  @Test
  void a_new_relay_is_answered_from_memory() throws SQLException {
    save(0, 5);
    var article = Events.event(1, Events.NOW + 9, 30_023, "article", "d", "a");
    save(profile(7), article);
    emptyFile();
    assertThat(query(Filter.all().withKinds(1).withLimit(2))).containsExactly(event(4), event(3));
    assertThat(query(Filter.all().withTag("d", List.of("a")))).containsExactly(article);
    assertThat(store.find(event(0).id())).isPresent();
    assertThat(store.find(event(8).id())).isEmpty();
    assertThat(store.findAddressable(30_023, Events.author(1), "a")).contains(article);
    assertThat(store.findAddressable(30_023, Events.author(1), "b")).isEmpty();
    assertThat(store.count()).isEqualTo(7);
    store.window().drop();
    assertThat(query(Filter.all())).isEmpty();
  }

  @Test
  void decisions_above_the_floor_do_not_read_the_file() throws SQLException {
    save(0, 60);
    save(profile(60));
    save(61, 80);
    emptyFile();
    assertThat(save(event(70))).containsExactly(DUPLICATE);
    assertThat(save(profile(59))).containsExactly(SUPERSEDED);
    var sameRank = Events.withId(event(70), event(70).id().hex().substring(0, 7) + "0");
    assertThat(save(sameRank)).containsExactly(STORED);
    assertThat(query(Filter.all().withSince(Events.NOW + 70).withUntil(Events.NOW + 70)))
        .containsExactlyInAnyOrder(event(70), sameRank);
    store.write(List.of(new Change.Remove(event(71).id()))).join();
    assertThat(store.find(EventBytes.of(event(71)))).isEmpty();
    assertThat(save(profile(81))).containsExactly(STORED);
    assertThat(query(Filter.all().withKinds(0).withAuthors(List.of(Events.author(1)))))
        .containsExactly(profile(81));
    // Below the floor the file is asked.
    assertThat(save(event(0))).containsExactly(STORED);
  }

  @Test
  void decisions_see_commits_in_flight_before_the_window_does() throws SQLException {
    save(event(1), profile(2));
    emptyFile();
    log.hold();
    var removal = write(new Change.Remove(event(1).id()), new Change.Remove(profile(2).id()));
    var again = write(new Change.Save(event(1)));
    var older = write(new Change.Save(profile(1)));
    var oldest = write(new Change.Save(profile(0)));
    assertThat(query(Filter.all())).containsExactly(profile(2), event(1));
    log.release();
    assertThat(removal.join()).isEmpty();
    assertThat(again.join()).containsExactly(STORED);
    assertThat(older.join()).containsExactly(STORED);
    assertThat(oldest.join()).containsExactly(SUPERSEDED);
    assertThat(query(Filter.all())).containsExactlyInAnyOrder(profile(1), event(1));
  }

  /// Writes one commit. The only writer serves another relay after this one.
  private CompletableFuture<List<Saved>> write(Change... changes) {
    var answer = store.write(List.of(changes));
    stores.open("other").close();
    return answer;
  }

  @Test
  void a_restarted_relay_is_loaded_after_some_reads_of_the_file() throws SQLException {
    save(0, 60);
    reopen(64, 20, MANY_BYTES);
    var newest = Filter.all().withLimit(2);
    for (int i = 0; i < MISSES_MAX; i++) {
      assertThat(query(newest)).containsExactly(event(59), event(58));
    }
    store.loadWindow().join();
    emptyFile();
    assertThat(query(newest)).containsExactly(event(59), event(58));
    assertThat(query(Filter.all().withSince(Events.NOW + 45))).hasSize(15);
    assertThat(save(event(50))).containsExactly(DUPLICATE);
    assertThat(store.find(EventBytes.of(event(61)))).isEmpty();
    save(event(61));
    assertThat(query(newest)).containsExactly(event(61), event(59));
    // Below the floor the file answers.
    assertThat(query(Filter.all().withUntil(Events.NOW + 20))).isEmpty();
  }

  @Test
  void a_load_has_the_commits_before_it_and_those_during_it() {
    save(0, 60);
    store.close();
    save(event(60), profile(61));
    store.write(List.of(new Change.Remove(event(59).id()))).join();
    store.window().drop();
    var load = store.loadWindow();
    save(event(62));
    store.write(List.of(new Change.Remove(event(58).id()))).join();
    load.join();
    long before = stores.windows().answers();
    assertThat(query(Filter.all().withLimit(4)))
        .containsExactly(event(62), profile(61), event(60), event(57));
    assertThat(stores.windows().answers()).isEqualTo(before + 1);
  }

  @Test
  void a_hundred_times_as_many_events_of_the_future_leave_the_newest_ones_in_memory()
      throws SQLException {
    save(0, 40);
    for (int i = 0; i < 6_400; i += 100) {
      var batch = new ArrayList<Change>();
      for (int n = i; n < i + 100; n++) {
        batch.add(new Change.Save(event(1_000_000 + n)));
      }
      store.write(batch).join();
    }
    save(40, 45);
    assertThat(query(Filter.all().withLimit(2)))
        .containsExactly(event(1_006_399), event(1_006_398));
    emptyFile();
    var present = Filter.all().withUntil(Events.NOW + 1_000).withLimit(3);
    assertThat(query(present)).containsExactly(event(44), event(43), event(42));
    assertThat(save(event(44))).containsExactly(DUPLICATE);
    assertThat(query(Filter.all().withIds(List.of(event(0).id())))).containsExactly(event(0));
    assertThat(query(Filter.all().withLimit(2))).isEmpty();
  }

  @Test
  void a_load_leaves_most_room_to_ordinary_events() throws SQLException {
    save(0, 40);
    save(2_000, 2_100);
    reopen(64, 20, MANY_BYTES);
    assertThat(query(Filter.all().withLimit(1))).containsExactly(event(2_099));
    store.loadWindow().join();
    emptyFile();
    assertThat(query(Filter.all().withUntil(Events.NOW + 1_000).withLimit(19))).hasSize(19);
    assertThat(query(Filter.all().withUntil(Events.NOW + 2_001).withLimit(1)))
        .containsExactly(event(2_001));
  }

  @Test
  void events_of_the_future_are_loaded_when_their_time_comes() throws SQLException {
    save(0, 40);
    save(2_000, 2_100);
    now.set(Instant.ofEpochSecond(Events.NOW + 3_000));
    var newest = Filter.all().withLimit(1);
    assertThat(query(newest)).containsExactly(event(2_099));
    store.loadWindow().join();
    save(event(2_999));
    emptyFile();
    assertThat(query(newest)).containsExactly(event(2_999));
  }

  @Test
  void a_closed_file_leaves_nothing_in_memory() throws SQLException {
    save(0, 5);
    emptyFile();
    store.close();
    assertThat(stores.windows().bytes()).isZero();
    assertThat(query(Filter.all())).isEmpty();
  }

  @Test
  void an_erased_relay_leaves_nothing_in_memory() {
    save(0, 5);
    stores.erase(RELAY);
    assertThat(stores.windows().bytes()).isZero();
    assertThatThrownBy(() -> query(Filter.all())).isInstanceOf(StoreException.class);
    store = stores.store(RELAY);
    assertThat(query(Filter.all())).isEmpty();
  }

  @Test
  void another_timeline_begins_with_another_window() throws SQLException {
    save(0, 5);
    stores.copy(RELAY, folder.resolve("anew"), true);
    emptyFile();
    assertThat(query(Filter.all())).isEmpty();
  }

  @Test
  void the_least_recently_used_windows_go_first() {
    reopen(1_000, 1_000, 200_000);
    var relays = new ArrayList<FileStore>();
    for (int n = 0; n < 8; n++) {
      relays.add(stores.store("relay" + n));
      for (int i = 0; i < 15; i++) {
        save(relays.getLast(), Events.large(i, 1_000));
        assertThat(stores.windows().bytes()).isLessThanOrEqualTo(200_000);
        assertThat(relays.getFirst().query(Filter.all(), 1, 0)).hasSize(1);
      }
    }
    assertThat(relays.get(0).window().count()).isEqualTo(15);
    assertThat(relays.get(1).window().count()).isEqualTo(-1);
    assertThat(relays.get(7).window().count()).isEqualTo(15);
    assertThat(relays.get(1).query(Filter.all(), 100, 0)).hasSize(15);
  }

  @Test
  void a_wide_filter_is_left_to_the_file() throws SQLException {
    save(0, 5);
    emptyFile();
    var many = new ArrayList<String>();
    for (int n = 0; n < 50_000; n++) {
      many.add("value " + n);
    }
    long before = stores.windows().answers();
    assertThat(query(Filter.all().withTag("t", many))).isEmpty();
    assertThat(query(Filter.all().withSearch("event"))).isEmpty();
    assertThat(query(Filter.all().withTag("title", List.of("event")))).isEmpty();
    assertThat(stores.windows().answers()).isEqualTo(before);
  }

  @Test
  void a_read_from_memory_is_charged_and_keeps_the_file_open() {
    save(0, 50);
    long usedAt = store.usedAt();
    var budget = QueryBudget.of(Duration.ofSeconds(1));
    assertThat(store.query(Filter.all(), 10, new ReadScope(0, _ -> true, budget))).hasSize(10);
    assertThat(budget.usedNanos()).isPositive();
    assertThat(store.usedAt()).isGreaterThan(usedAt);
  }

  /// A profile is replaced again and again, and the newest events are read, while the window is
  /// loaded, cut and dropped.
  @Test
  void loads_commits_and_reads_at_the_same_time_agree() throws Exception {
    reopen(100, 30, MANY_BYTES);
    save(event(0), profile(0));
    var isOver = new AtomicBoolean();
    var failure = new AtomicReference<Throwable>();
    var stored = new AtomicReference<>(event(0));
    var threads = new ArrayList<Thread>();
    threads.add(
        start(
            failure,
            isOver,
            () -> {
              var before = stored.get();
              var newest = query(Filter.all().withKinds(1).withLimit(10));
              assertThat(newest.getFirst().createdAt()).isGreaterThanOrEqualTo(before.createdAt());
              for (int i = 1; i < newest.size(); i++) {
                assertThat(newest.get(i).createdAt()).isEqualTo(newest.get(i - 1).createdAt() - 1);
              }
            }));
    threads.add(
        start(
            failure,
            isOver,
            () ->
                assertThat(query(Filter.all().withKinds(0).withAuthors(List.of(Events.author(1)))))
                    .hasSize(1)));
    threads.add(
        start(
            failure,
            isOver,
            () -> {
              store.loadWindow().join();
              assertThat(store.find(stored.get().id())).isPresent();
              store.window().drop();
            }));
    threads.add(start(failure, isOver, () -> store.closeIfUnused()));
    for (int n = 1; n < 1_500 && failure.get() == null; n++) {
      assertThat(save(event(n), profile(n), event(n - 1)))
          .containsExactly(STORED, STORED, DUPLICATE);
      stored.set(event(n));
    }
    isOver.set(true);
    for (var thread : threads) {
      thread.join();
    }
    assertThat(failure.get()).isNull();
    assertThat(stores.windows().answers()).isPositive();
    assertThat(store.count()).isEqualTo(1_501);
  }

  private static Thread start(
      AtomicReference<Throwable> failure, AtomicBoolean isOver, Runnable step) {
    return Thread.ofPlatform()
        .start(() -> {
          try {
            while (!isOver.get()) {
              step.run();
            }
          } catch (Throwable failed) {
            failure.set(failed);
          }
        });
  }
}
