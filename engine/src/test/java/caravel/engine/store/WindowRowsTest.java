package caravel.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.store.WindowRows.Lookup;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Filter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The range in which the rows in memory are complete.
final class WindowRowsTest {
  private static final IndexKeys KEYS = new IndexKeys(new SipHash(1, 2));
  private static final long MANY_BYTES = 1_000_000_000;

  private static Event event(int n) {
    return Events.event(1, Events.NOW + n, 1, "event " + n);
  }

  private static EventRow row(Event event) {
    return row(event, EventOrder.of(event));
  }

  private static EventRow row(Event event, long rank) {
    return EventRow.of(rank, event, EventJson.write(event), KEYS, 1);
  }

  private static WindowRows whole() {
    return new WindowRows(WindowRows.LOWEST, WindowRows.HIGHEST);
  }

  private static WindowRows withEvents(int from, int to) {
    var rows = whole();
    for (int n = from; n < to; n++) {
      rows.add(row(event(n)));
    }
    return rows;
  }

  private static void shrink(WindowRows rows, int max, long now) {
    rows.shrink(max, MANY_BYTES, now);
  }

  private static Lookup find(WindowRows rows, Event event) {
    return rows.find(KEYS.id(event.id().hex()), EventOrder.of(event));
  }

  private static List<String> contents(WindowRows rows, Filter filter) {
    var search = new RowSearch(filter, KEYS, ReadScope.all(0));
    var candidates = rows.candidates(search);
    if (candidates == null) {
      return List.of("unknown");
    }
    var found = new ArrayList<String>();
    search
        .select(candidates.lists(), 100, Long.MAX_VALUE)
        .forEach(row -> found.add(row.event().event().content()));
    if (!candidates.isComplete()) {
      found.add("unknown");
    }
    return found;
  }

  @Test
  void rows_below_the_floor_are_unknown_and_those_above_it_are_not() {
    var rows = withEvents(0, 8);
    assertThat(rows.isWhole()).isTrue();
    assertThat(find(rows, event(9))).isEqualTo(WindowRows.ABSENT);
    shrink(rows, 7, Events.NOW + 100);
    assertThat(rows.size()).isEqualTo(7);
    assertThat(rows.isWhole()).isFalse();
    assertThat(find(rows, event(0))).isEqualTo(WindowRows.UNKNOWN);
    assertThat(find(rows, event(1))).isInstanceOf(Lookup.Found.class);
    assertThat(find(rows, event(9))).isEqualTo(WindowRows.ABSENT);
    assertThat(rows.atRank(EventOrder.of(event(0)))).isEqualTo(WindowRows.UNKNOWN);
    assertThat(rows.atRank(EventOrder.of(event(0)) + 1)).isEqualTo(WindowRows.ABSENT);
    assertThat(rows.find(KEYS.id(event(9).id().hex()))).isEqualTo(WindowRows.UNKNOWN);
    rows.add(row(event(0)));
    assertThat(rows.size()).isEqualTo(7);
  }

  @Test
  void a_query_is_complete_from_the_floor_only() {
    var rows = withEvents(0, 8);
    shrink(rows, 7, Events.NOW + 100);
    assertThat(contents(rows, Filter.all().withUntil(Events.NOW + 2)))
        .containsExactly("event 2", "event 1", "unknown");
    assertThat(contents(rows, Filter.all().withSince(Events.NOW + 6)))
        .containsExactly("event 7", "event 6");
    assertThat(contents(rows, Filter.all().withIds(List.of(event(3).id()))))
        .containsExactly("event 3");
    assertThat(contents(rows, Filter.all().withIds(List.of(event(3).id(), event(0).id()))))
        .containsExactly("event 3", "unknown");
  }

  /// The second event wants the rank of the first one, and got the next lower one.
  @Test
  void an_event_whose_row_was_dropped_at_a_lower_rank_is_never_absent() {
    var wanted = EventOrder.of(event(1));
    var displaced = Events.withId(event(1), event(1).id().hex().substring(0, 7) + "0");
    var rows = whole();
    rows.add(row(displaced, wanted - 1));
    rows.add(row(event(1)));
    shrink(rows, 1, Events.NOW + 100);
    assertThat(find(rows, event(1))).isInstanceOf(Lookup.Found.class);
    assertThat(find(rows, displaced)).isEqualTo(WindowRows.UNKNOWN);
    assertThat(find(rows, event(2))).isEqualTo(WindowRows.ABSENT);
  }

  /// The third event wants the rank of the second one, and the next lower one is taken too.
  @Test
  void an_event_that_gets_a_rank_below_the_floor_is_never_absent() {
    var first = Events.withId(event(1), "5555555");
    var second = Events.withId(event(1), "5555554a");
    var third = Events.withId(event(1), "5555554b");
    var rows = whole();
    rows.add(row(first));
    rows.add(row(second));
    shrink(rows, 1, Events.NOW + 100);
    assertThat(find(rows, third)).isEqualTo(WindowRows.ABSENT);
    rows.add(row(third, EventOrder.of(first) - 1));
    assertThat(find(rows, second)).isInstanceOf(Lookup.Found.class);
    assertThat(find(rows, third)).isEqualTo(WindowRows.UNKNOWN);
  }

  @Test
  void the_second_in_which_a_load_ended_is_unknown() {
    var displaced = Events.withId(event(1), event(1).id().hex().substring(0, 7) + "0");
    var loaded = new WindowRows(EventOrder.of(event(1)), WindowRows.HIGHEST);
    loaded.add(row(event(1)));
    assertThat(find(loaded, event(1))).isInstanceOf(Lookup.Found.class);
    assertThat(find(loaded, displaced)).isEqualTo(WindowRows.UNKNOWN);
    assertThat(find(loaded, event(2))).isEqualTo(WindowRows.ABSENT);
  }

  @Test
  void a_current_version_is_known_and_a_missing_one_is_not() {
    var profile = Events.event(1, Events.NOW, 0, "profile");
    var article = Events.event(1, Events.NOW + 1, 30_023, "article", "d", "a");
    var rows = whole();
    rows.add(row(profile));
    rows.add(row(article));
    var profiles = Filter.all().withKinds(0).withAuthors(List.of(Events.author(1)));
    var others = profiles.withAuthors(List.of(Events.author(1), Events.author(2)));
    var articles = profiles.withKinds(30_023).withTag("d", List.of("a"));
    assertThat(contents(rows, others)).containsExactly("profile");
    for (int n = 2; n < 9; n++) {
      rows.add(row(event(n)));
    }
    shrink(rows, 9, Events.NOW + 100);
    rows.shrink(8, MANY_BYTES, Events.NOW + 100);
    assertThat(contents(rows, profiles)).containsExactly("unknown");
    rows.add(row(Events.event(1, Events.NOW + 20, 0, "new profile")));
    assertThat(contents(rows, profiles)).containsExactly("new profile");
    assertThat(contents(rows, others)).containsExactly("new profile", "unknown");
    // Another event may have the tag as its second `d`.
    assertThat(contents(rows, articles)).containsExactly("article", "unknown");
  }

  @Test
  void events_of_the_future_never_push_out_the_newest_ordinary_ones() {
    var rows = withEvents(0, 40);
    long now = Events.NOW + 40;
    for (int n = 0; n < 1_000; n++) {
      rows.add(row(event(100 + n)));
      shrink(rows, 64, now);
    }
    assertThat(rows.size()).isBetween(40, 64);
    assertThat(rows.ceiling()).isLessThan(WindowRows.HIGHEST);
    assertThat(contents(rows, Filter.all())).containsExactly("unknown");
    assertThat(contents(rows, Filter.all().withUntil(now))).hasSize(40).startsWith("event 39");
    rows.add(row(event(40)));
    assertThat(find(rows, event(41))).isEqualTo(WindowRows.ABSENT);
    assertThat(find(rows, event(1_000))).isEqualTo(WindowRows.UNKNOWN);
    assertThat(rows.atRank(EventOrder.of(event(1_000)))).isEqualTo(WindowRows.UNKNOWN);
    assertThat(find(rows, event(0))).isInstanceOf(Lookup.Found.class);
    assertThat(contents(rows, Filter.all().withUntil(now))).startsWith("event 40");
  }

  @Test
  void events_of_one_second_of_the_future_leave_room() {
    var rows = withEvents(0, 40);
    for (int n = 0; n < 1_000; n++) {
      rows.add(row(Events.event(1, Events.NOW + 50, 1, "future " + n)));
      shrink(rows, 64, Events.NOW + 49);
    }
    assertThat(contents(rows, Filter.all().withUntil(Events.NOW + 49))).hasSize(40);
    assertThat(rows.ceiling()).isEqualTo(EventOrder.ceiling(Events.NOW + 49));
  }

  @Test
  void the_bound_of_bytes_holds_with_large_events_too() {
    var rows = whole();
    for (int n = 0; n < 50; n++) {
      rows.add(row(Events.large(n, 10_000)));
      rows.shrink(1_000, 100_000, Events.NOW + 100);
      assertThat(rows.bytes()).isLessThanOrEqualTo(100_000);
    }
    assertThat(rows.size()).isPositive();
    rows.add(row(Events.large(51, 100_000)));
    rows.shrink(1_000, 100_000, Events.NOW + 100);
    assertThat(rows.size()).isZero();
    assertThat(rows.bytes()).isZero();
    assertThat(find(rows, Events.large(51, 100_000))).isEqualTo(WindowRows.UNKNOWN);
  }
}
