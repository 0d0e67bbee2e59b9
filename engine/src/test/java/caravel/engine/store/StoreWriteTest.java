package caravel.engine.store;

import static caravel.engine.store.EventStore.Saved.DUPLICATE;
import static caravel.engine.store.EventStore.Saved.STORED;
import static caravel.engine.store.EventStore.Saved.SUPERSEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.engine.store.EventStore.Change;
import caravel.engine.store.EventStore.Saved;
import caravel.engine.store.EventStore.UnstorableException;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.SearchTerms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreWriteTest {
  private static final Filter ALL =
      new Filter(Set.of(), Set.of(), Set.of(), Map.of(), 0, Long.MAX_VALUE, null, SearchTerms.NONE);

  @TempDir Path folder;
  private final MemoryCommitLog log = new MemoryCommitLog();
  private EventStores stores;
  private FileStore store;

  @BeforeEach
  void open() {
    stores = TestStores.open(folder, Sync.NORMAL, log);
    store = stores.store("relay");
  }

  @AfterEach
  void close() {
    stores.close();
  }

  private static List<Change> saving(Event... events) {
    return List.of(events).stream().<Change>map(Change.Save::new).toList();
  }

  private Saved save(Event event) {
    return store.write(saving(event)).join().getFirst();
  }

  private List<Event> all() {
    return store.query(ALL, 10_000, 0).stream().map(StoredEvent::event).toList();
  }

  @Test
  void a_replaceable_event_gives_way_to_a_newer_one_and_on_a_tie_to_the_last() {
    for (int kind : new int[] {0, 3, 10_000, 19_999, 40_000, 65_535}) {
      var old = Events.event(1, 100, kind, "old");
      var tie = Events.event(1, 100, kind, "tie");
      var newer = Events.event(1, 101, kind, "newer");
      assertThat(save(old)).isEqualTo(STORED);
      assertThat(save(tie)).isEqualTo(STORED);
      assertThat(save(old)).isEqualTo(STORED);
      assertThat(all()).containsExactly(old);
      assertThat(save(newer)).isEqualTo(STORED);
      assertThat(save(tie)).isEqualTo(SUPERSEDED);
      assertThat(save(newer)).isEqualTo(DUPLICATE);
      assertThat(save(Events.event(2, 5, kind, "another's"))).isEqualTo(STORED);
      assertThat(all()).hasSize(2).contains(newer);
      store
          .write(
              List.of(
                  new Change.RemoveAuthor(Events.author(1)),
                  new Change.RemoveAuthor(Events.author(2))))
          .join();
    }
  }

  @Test
  void an_addressable_event_without_a_d_has_the_empty_one() {
    var none = Events.event(1, 100, 30_023, "none");
    var bare = Events.event(1, 101, 30_023, "bare", "d");
    var empty = Events.event(1, 102, 30_023, "empty", "d", "");
    var other = Events.event(1, 90, 30_023, "other", "d", "x");
    assertThat(store.write(saving(none, bare, other, empty)).join())
        .containsExactly(STORED, STORED, STORED, STORED);
    assertThat(all()).containsExactly(empty, other);
    assertThat(save(none)).isEqualTo(SUPERSEDED);
  }

  @Test
  void the_same_regular_event_again_changes_nothing() {
    var event = Events.event(1, 100, 1, "x");
    assertThat(store.write(saving(event, event)).join()).containsExactly(STORED, DUPLICATE);
    assertThat(save(event)).isEqualTo(DUPLICATE);
    assertThat(all()).containsExactly(event);
  }

  @Test
  void a_removed_event_can_be_published_again() {
    var event = Events.event(1, 100, 1, "x", "e", "ab".repeat(32));
    assertThat(save(event)).isEqualTo(STORED);
    assertThat(
            store
                .write(
                    List.of(
                        new Change.Remove(event.id()),
                        new Change.Save(event),
                        new Change.Remove(event.id()),
                        new Change.Save(event)))
                .join())
        .containsExactly(STORED, STORED);
    assertThat(store.find(event.id()).map(StoredEvent::event)).contains(event);
    store.write(List.of(new Change.Remove(event.id()))).join();
    assertThat(store.find(event.id())).isEmpty();
    assertThat(save(event)).isEqualTo(STORED);
  }

  @Test
  void created_at_has_its_bounds() {
    var first = Events.event(1, 0, 1, "x");
    var last = Events.event(1, EventStore.CREATED_AT_MAX, 1, "x");
    assertThat(store.write(saving(first, last)).join()).containsExactly(STORED, STORED);
    assertThat(all()).containsExactly(last, first);
    for (long beyond : new long[] {-1, EventStore.CREATED_AT_MAX + 1, Long.MIN_VALUE}) {
      var good = Events.event(1, 7, 1, "good");
      assertThatThrownBy(() -> store.write(saving(good, Events.event(1, beyond, 1, "x"))).get())
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(UnstorableException.class)
          .hasMessage("created_at is out of range");
      assertThat(store.find(good.id())).isEmpty();
    }
  }

  @Test
  void all_that_wait_are_committed_together() throws Exception {
    save(Events.event(1, 1, 1, "first"));
    long before = log.appends();
    var answers = new ArrayList<CompletableFuture<List<Saved>>>();
    try (var _ = log.block()) {
      for (int i = 0; i < 500; i++) {
        answers.add(store.write(saving(Events.event(1, i, 1, "x"))));
      }
      assertThat(answers).noneMatch(CompletableFuture::isDone);
    }
    answers.forEach(CompletableFuture::join);
    assertThat(log.appends() - before).isBetween(1L, 2L);
    assertThat(store.count()).isEqualTo(501);
  }

  @Test
  void in_one_group_later_batches_see_what_earlier_ones_did() throws Exception {
    var event = Events.event(1, 100, 1, "x");
    var old = Events.event(2, 100, 0, "old");
    var newer = Events.event(2, 101, 0, "newer");
    save(Events.event(1, 1, 1, "first"));
    long before = log.appends();
    CompletableFuture<List<Saved>> held;
    var answers = new ArrayList<CompletableFuture<List<Saved>>>();
    try (var _ = log.block()) {
      held = store.write(List.of());
      answers.add(store.write(saving(event)));
      answers.add(store.write(saving(event)));
      answers.add(store.write(saving(newer)));
      answers.add(store.write(saving(old)));
      answers.add(store.write(List.of(new Change.Remove(event.id()), new Change.Save(event))));
      answers.add(store.write(List.of(new Change.RemoveAuthor(Events.author(2)))));
      answers.add(store.write(saving(old)));
    }
    held.join();
    assertThat(answers.stream().map(CompletableFuture::join))
        .containsExactly(
            List.of(STORED),
            List.of(DUPLICATE),
            List.of(STORED),
            List.of(SUPERSEDED),
            List.of(STORED),
            List.of(),
            List.of(STORED));
    assertThat(log.appends() - before).isBetween(1L, 2L);
    assertThat(all()).contains(event, old).doesNotContain(newer);
  }

  @Test
  void an_author_is_removed_with_everything_and_nothing_else() {
    for (int i = 0; i < 300; i++) {
      save(Events.event(i % 3, i, 1, "x", "p", Events.author(1).hex()));
    }
    store.write(List.of(new Change.RemoveAuthor(Events.author(1)))).join();
    assertThat(all()).hasSize(200).noneMatch(event -> event.pubkey().equals(Events.author(1)));
  }

  @Test
  void more_expired_events_than_one_turn_removes_are_all_removed() {
    int many = EventStore.SLICE_EVENTS_MAX * 2 + 1;
    var changes = new ArrayList<Change>();
    for (int i = 0; i < many; i++) {
      changes.add(new Change.Save(Events.event(1, i, 1, "x", "expiration", "500")));
    }
    changes.add(new Change.Save(Events.event(1, 1, 1, "stays", "expiration", "501")));
    store.write(changes).join();
    assertThat(store.query(ALL, 10_000, 499)).hasSize(many + 1);
    assertThat(store.query(ALL, 10_000, 500)).hasSize(1);
    assertThat(store.removeExpired(499).join()).isZero();
    assertThat(store.removeExpired(500).join()).isEqualTo(many);
    assertThat(store.count()).isEqualTo(1);
    stores.removeExpired(501).join();
    assertThat(store.count()).isZero();
  }

  @Test
  void an_event_with_too_many_tags_is_found_by_the_first_and_by_its_address() {
    var tags = new ArrayList<List<String>>();
    for (int i = 0; i < IndexKeys.INDEXED_TAGS_MAX + 500; i++) {
      tags.add(List.of("t", "tag" + i));
    }
    tags.add(List.of("d", "far behind"));
    tags.add(List.of("h", "room"));
    var event = Events.event(1, 100, 30_000, "x", tags);
    assertThat(save(event)).isEqualTo(STORED);
    assertThat(foundBy("t", "tag0")).containsExactly(event);
    assertThat(foundBy("d", "far behind")).containsExactly(event);
    assertThat(foundBy("h", "room")).containsExactly(event);
    assertThat(foundBy("t", "tag" + (IndexKeys.INDEXED_TAGS_MAX + 400))).isEmpty();
    assertThat(save(Events.event(1, 101, 30_000, "y", "d", "far behind"))).isEqualTo(STORED);
    assertThat(store.count()).isEqualTo(1);
    stores.close();
    Rows.events(folder.resolve("relay.db"));
  }

  private List<Event> foundBy(String name, String value) {
    var filter =
        new Filter(
            Set.of(),
            Set.of(),
            Set.of(),
            Map.of(name, Set.of(value)),
            0,
            Long.MAX_VALUE,
            null,
            SearchTerms.NONE);
    return store.query(filter, 10, 0).stream().map(StoredEvent::event).toList();
  }
}
