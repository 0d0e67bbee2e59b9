package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.store.EventStore;
import caravel.engine.store.EventStore.Change;
import caravel.engine.store.ReadScope;
import caravel.engine.store.Sync;
import caravel.engine.store.TestStores;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An answer is read in pages (B2).
final class StoredPagesTest {
  @TempDir Path folder;

  private static List<String> all(EventStore store, Filter filter) {
    var pages = new StoredPages(filter, 1_000);
    var contents = new ArrayList<String>();
    while (pages.hasNext()) {
      var page = pages.next(store, ReadScope.all(0));
      assertThat(page).hasSizeLessThanOrEqualTo(StoredPages.PAGE_EVENTS_MAX);
      long characters = page.stream().mapToLong(row -> row.json().length()).sum();
      assertThat(characters).isLessThan(EventStore.ANSWER_CHARACTERS_MAX + 500_000);
      page.forEach(row -> contents.add(row.event().content()));
    }
    return contents;
  }

  private static void save(EventStore store, long createdAt, String content) {
    store
        .write(
            List.of(new Change.Save(Event.sign(TestRelay.ALICE, createdAt, 1, List.of(), content))))
        .join();
  }

  @Test
  void pages_hold_every_event_once_even_when_one_second_fills_more_than_a_page_B2() {
    try (var stores = TestStores.open(folder, Sync.NORMAL)) {
      var store = stores.open("pages");
      for (int i = 0; i < 350; i++) {
        // 250 events in one second, then one event a second.
        save(store, i < 250 ? 1_000 : 1_000 + i, "n" + i);
      }
      assertThat(all(store, Filter.all())).hasSize(350).doesNotHaveDuplicates();
      assertThat(all(store, Filter.all().withLimit(120))).hasSize(120).startsWith("n349");
      assertThat(all(store, Filter.all().withLimit(220))).hasSize(220).doesNotHaveDuplicates();
      assertThat(all(store, Filter.all().withUntil(1_000))).hasSize(250);
      assertThat(all(store, Filter.all().withLimit(0))).isEmpty();
    }
  }

  @Test
  void a_page_of_large_events_is_short_and_nothing_is_missing_B2() {
    try (var stores = TestStores.open(folder, Sync.NORMAL)) {
      var store = stores.open("large");
      for (int i = 0; i < 12; i++) {
        save(store, i, i + "x".repeat(400_000));
      }
      assertThat(all(store, Filter.all())).hasSize(12);
    }
  }
}
