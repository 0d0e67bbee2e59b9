package caravel.engine.store;

import static caravel.engine.store.EventStore.Saved.DUPLICATE;
import static caravel.engine.store.EventStore.Saved.STORED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import caravel.engine.failure.FailureHandler;
import caravel.engine.store.EventStore.Change;
import caravel.engine.store.EventStore.Saved;
import caravel.engine.store.EventStore.StoreException;
import caravel.nostr.Filter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Findings of the review of 2026 about the store: B7, B8, B9, B10, B13, B17, B20.
final class StoreSafetyTest {
  private static final int MANY_MEMBERS = 60_000;

  @TempDir Path folder;

  private static List<Change> saving(int author, long createdAt, String content) {
    return List.of(new Change.Save(Events.event(author, createdAt, 1, content)));
  }

  private RelayFile open(String name) throws SQLException {
    return TestStores.openFile(folder.resolve(name));
  }

  private static List<Change> memberList(long createdAt) {
    var tags = new ArrayList<List<String>>();
    for (int i = 0; i < MANY_MEMBERS; i++) {
      tags.add(List.of("member", Events.author(i).hex()));
    }
    return List.of(new Change.Save(Events.event(1, createdAt, 13_534, "", tags)));
  }

  @Test
  void b7_a_list_beyond_four_mebibytes_is_read_and_replaced() {
    try (var stores = TestStores.open(folder, Sync.NORMAL)) {
      var store = stores.open("relay");
      assertThat(store.write(memberList(1)).join()).containsExactly(STORED);
      assertThat(store.write(memberList(2)).join()).containsExactly(STORED);
      var lists = store.query(Filter.all().withKinds(13_534), 10, 0);
      assertThat(lists).hasSize(1);
      assertThat(lists.getFirst().json().length()).isGreaterThan(4 * 1024 * 1024);
      assertThat(lists.getFirst().event().tags()).hasSize(MANY_MEMBERS);
      assertThat(store.find(lists.getFirst().event().id())).isPresent();
    }
  }

  private static List<Change> byAuthors(int events) {
    var changes = new ArrayList<Change>();
    for (int i = 0; i < events; i++) {
      changes.add(new Change.Save(Events.event(i % 2, i, 1, "x")));
    }
    return changes;
  }

  @Test
  void b8_a_prolific_author_is_removed_in_slices() {
    try (var stores = TestStores.open(folder, Sync.NORMAL)) {
      var store = stores.store("relay");
      store.write(byAuthors(7_000)).join();
      long before = store.commits();
      store.write(List.of(new Change.RemoveAuthor(Events.author(0)))).join();
      store.finishErasing(Events.author(0)).join();
      assertThat(store.count()).isEqualTo(3_500);
      assertThat(store.commits() - before).isGreaterThanOrEqualTo(4);
      store.write(saving(0, 1, "published again")).join();
      store.finishErasing(Events.author(0)).join();
      assertThat(store.count()).isEqualTo(3_501);
    }
    assertThat(Rows.events(folder.resolve("relay.db"))).hasSize(3_501);
  }

  @Test
  void b8_a_removal_that_was_cut_short_goes_on_when_the_file_is_opened_again() throws Exception {
    try (var stores = TestStores.open(folder, Sync.NORMAL)) {
      stores.open("relay").write(byAuthors(5_000)).join();
    }
    var log = new MemoryCommitLog();
    var crashed = Files.createDirectories(folder.resolve("crashed"));
    MemoryCommitLog after;
    try (var stores = TestStores.open(folder, Sync.NORMAL, log)) {
      log.hold();
      var removing = stores.open("relay").write(List.of(new Change.RemoveAuthor(Events.author(0))));
      await().until(() -> log.waiting() == 1);
      log.makeDurable(1);
      removing.join();
      after = log.crash();
      Files.copy(folder.resolve("relay.db"), crashed.resolve("relay.db"));
      log.release();
    }
    try (var stores = TestStores.open(crashed, Sync.NORMAL, after)) {
      var store = stores.open("relay");
      await().until(() -> store.count() == 2_500);
    }
    assertThat(Rows.events(crashed.resolve("relay.db")))
        .hasSize(2_500)
        .allMatch(event -> event.pubkey().equals(Events.author(1)));
  }

  /// A link to itself cannot be read, like a file on a failing volume.
  @Test
  void b9_a_file_that_cannot_be_looked_at_is_not_taken_for_absent() throws Exception {
    var path = folder.resolve("relay.db");
    Files.createSymbolicLink(path, path.getFileName());
    try (var stores = TestStores.open(folder, Sync.NORMAL)) {
      assertThatThrownBy(() -> stores.open("relay").write(saving(1, 1, "x")).join())
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(StoreException.class);
    }
    assertThat(Files.isSymbolicLink(path)).isTrue();
  }

  @Test
  void b9_a_new_file_never_replaces_one() throws Exception {
    var path = folder.resolve("relay.db");
    var unfinished = Files.writeString(folder.resolve("relay.db.new"), "new");
    Files.writeString(path, "made meanwhile");
    var disk = new DiskFile(path, Sync.NORMAL);
    assertThatThrownBy(() -> disk.publish(unfinished))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(path).hasContent("made meanwhile");
    Files.delete(path);
    disk.publish(unfinished);
    assertThat(path).hasContent("new");
    assertThat(Files.exists(unfinished, LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  /// Erasing one schema once blocked others in the same hash bin of the map of stores.
  @Test
  void b10_other_schemas_are_used_while_one_is_being_erased() throws Exception {
    var log = new MemoryCommitLog();
    try (var stores = TestStores.open(folder, Sync.NORMAL, log)) {
      var names = new ArrayList<String>();
      for (int i = 0; i < 1_000; i++) {
        names.add("relay" + i);
      }
      var erased = stores.store("erased");
      erased.write(saving(1, 1, "x")).join();
      Thread erasing;
      try (var _ = log.block()) {
        var waiting = erased.write(saving(1, 2, "waits for the log"));
        erasing = Thread.ofPlatform().start(() -> stores.erase("erased"));
        await().until(() -> erasing.getState() == Thread.State.WAITING);
        for (var name : names) {
          assertThat(stores.open(name)).isNotNull();
        }
        assertThat(waiting).isNotDone();
      }
      erasing.join();
      assertThat(folder.resolve("erased.db")).doesNotExist();
      assertThat(stores.open("erased").count()).isZero();
    }
  }

  @Test
  void b10_files_are_closed_in_the_background() {
    var limits = new EventStores.Limits(4, java.time.Duration.ofMinutes(1), Long.MAX_VALUE, 1);
    try (var stores = TestStores.open(folder, Sync.NORMAL, limits)) {
      for (int i = 0; i < 40; i++) {
        stores.open("relay" + i).write(saving(1, 1, "x")).join();
        assertThat(stores.openFiles()).isLessThanOrEqualTo(8);
      }
      await().until(() -> stores.openFiles() <= 4);
    }
  }

  @Test
  void b13_events_with_many_tags_make_smaller_commits() throws Exception {
    int events = 100;
    var tags = new ArrayList<List<String>>();
    for (int i = 0; i < IndexKeys.INDEXED_TAGS_MAX; i++) {
      tags.add(List.of("t", "tag" + i));
    }
    var log = new MemoryCommitLog();
    try (var stores = TestStores.open(folder, Sync.NORMAL, log)) {
      var store = stores.store("relay");
      store.write(saving(1, 1, "first")).join();
      long before = store.commits();
      var answers = new ArrayList<CompletableFuture<List<Saved>>>();
      try (var _ = log.block()) {
        for (int i = 0; i < events; i++) {
          answers.add(
              store.write(List.of(new Change.Save(Events.event(1, i, 1, "many tags", tags)))));
        }
      }
      answers.forEach(answer -> assertThat(answer.join()).containsExactly(STORED));
      // The last commit is counted after its answers.
      store.close();
      int rows = events * IndexKeys.INDEXED_TAGS_MAX;
      assertThat(store.commits() - before).isGreaterThanOrEqualTo(rows / Group.INDEX_ROWS_MAX);
      assertThat(store.count()).isEqualTo(events + 1);
    }
  }

  @Test
  void b17_an_error_within_a_commit_changes_nothing() {
    var log = new MemoryCommitLog();
    try (var stores = TestStores.open(folder, Sync.NORMAL, log)) {
      var store = stores.open("relay");
      log.failWith(new AssertionError("test"));
      assertThatThrownBy(() -> store.write(saving(1, 1, "x")).join())
          .hasCauseInstanceOf(StoreException.class);
      log.failWith(null);
      assertThat(store.count()).isZero();
      assertThat(store.write(saving(1, 1, "x")).join()).containsExactly(STORED);
    }
    assertThat(Rows.events(folder.resolve("relay.db"))).hasSize(1);
  }

  /// B1: a reader's connection was lost for ever.
  @Test
  void b1_an_error_within_a_query_closes_its_connection() throws Exception {
    var file = open("relay.db");
    var used = new AtomicReference<Sql>();
    assertThatThrownBy(() ->
            file.read(sql -> {
              used.set(sql);
              throw new AssertionError("test");
            }))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> used.get().exists("SELECT 1")).isInstanceOf(SQLException.class);
    file.close();
  }

  @Test
  void b1_a_writer_outlives_errors_and_ends_the_process_when_memory_is_out() {
    var ends = new AtomicInteger();
    try (var writers = new Writers(1, new FailureHandler(ends::incrementAndGet))) {
      var served = new CountDownLatch(1);
      writers.enqueue(() -> {
        throw new AssertionError("test");
      });
      writers.enqueue(served::countDown);
      await().until(() -> served.getCount() == 0);
      assertThat(ends).hasValue(0);
      writers.enqueue(() -> {
        throw new OutOfMemoryError("test");
      });
      await().untilAtomic(ends, org.hamcrest.Matchers.is(1));
    }
  }

  /// The event has a lower rank than its own, because another event with the same 28 bits took that
  /// one.
  @Test
  void b20_a_displaced_event_is_known_after_its_rival_is_gone_and_the_file_opened_again() {
    var rival = Events.withId(Events.event(1, 100, 1, "rival"), "0000000");
    var event = Events.withId(Events.event(1, 100, 1, "displaced"), "0000000");
    try (var stores = TestStores.open(folder, Sync.NORMAL)) {
      var store = stores.open("relay");
      store.write(List.of(new Change.Save(rival), new Change.Save(event))).join();
      store.write(List.of(new Change.Remove(rival.id()))).join();
    }
    try (var stores = TestStores.open(folder, Sync.NORMAL)) {
      var store = stores.open("relay");
      assertThat(store.write(List.of(new Change.Save(event))).join()).containsExactly(DUPLICATE);
      assertThat(store.count()).isEqualTo(1);
    }
  }

  /// Deletions find an event's rows by its keys: if this test fails, raise [DiskFile#FORMAT] and
  /// migrate the files.
  @Test
  void keys_of_an_event_never_change_within_a_format() {
    var keys = new IndexKeys(new SipHash(1, 2));
    var event = Events.event(1, 100, 30_023, "x", List.of(List.of("d", "x"), List.of("t", "y")));
    assertThat(keys.of(event))
        .extracting(IndexKeys.Key::h)
        .containsExactlyInAnyOrder(
            IndexKeys.EVERY,
            6242857169355998398L,
            -8556309487485943612L,
            6861723640861086238L,
            6443295885246454168L,
            741951965325610902L);
    assertThat(DiskFile.FORMAT).isEqualTo(1);
  }
}
