package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.config.RelayConfig;
import caravel.engine.limits.RateLimits;
import caravel.engine.policy.Rules.Verdict;
import caravel.engine.session.EventImport.Problem;
import caravel.engine.session.LiveRelay.Ban;
import caravel.engine.store.EventCursor;
import caravel.engine.store.EventStore.Change;
import caravel.engine.store.StoredEvent;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.SecretKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Exports of one relay and imports into another, without HTTP.
final class EventImportTest {
  private static final SecretKey FRIEND = TestRelay.key(20);
  private static final SecretKey SPAMMER = TestRelay.key(21);
  private static final String FOREIGN =
      "invalid: only this relay's own key may sign events of this kind";

  @RegisterExtension private final TestRelay source = new TestRelay();

  private static RelayConfig noRoles() {
    return TestRelay.config(TestRelay.policy(true, null), Map.of());
  }

  private static List<String> export(LiveRelay relay) {
    var lines = new ArrayList<String>();
    for (var page = relay.export(EventCursor.START);
        !page.isEmpty();
        page = relay.export(EventCursor.after(page.getLast()))) {
      page.stream().map(StoredEvent::json).forEach(lines::add);
    }
    return lines;
  }

  private static EventImport.Result load(LiveRelay relay, List<String> lines) {
    var file = new EventImport(relay);
    lines.forEach(line -> file.add(line.getBytes(StandardCharsets.UTF_8)));
    return file.finish();
  }

  private static EventImport.Result load(LiveRelay relay, Event... events) {
    return load(relay, Stream.of(events).map(EventJson::write).toList());
  }

  private static void assertCounts(EventImport.Result result, long good, long known, long bad) {
    assertThat(List.of(result.imported(), result.known(), result.invalid()))
        .as("imported, known, invalid; " + result.problems())
        .containsExactly(good, known, bad);
  }

  /// Events of all classes from few seconds, so that many have the same `created_at`.
  private List<Event> seed(Random random) {
    int[] kinds = {0, 1, 1, 7, 10_002, 30_023, 40_001, 1_059};
    var authors = List.of(TestRelay.ALICE, TestRelay.BOB, FRIEND);
    var events = new ArrayList<Event>();
    for (int i = 0; i < 400; i++) {
      var tags = new ArrayList<List<String>>();
      tags.add(List.of("d", "d" + random.nextInt(3)));
      tags.add(List.of("t", "\u2028\"é\\ 🎪" + random.nextInt(5)));
      events.add(
          Event.sign(
              authors.get(random.nextInt(authors.size())),
              1_700_000_000 + random.nextInt(20),
              kinds[random.nextInt(kinds.length)],
              tags,
              "content " + i));
    }
    return events;
  }

  @Test
  void an_export_and_an_import_give_the_same_events_members_and_bans() {
    long seed = 14;
    source.relay.members();
    for (var event : seed(new Random(seed))) {
      source.store.write(List.of(new Change.Save(event))).join();
    }
    assertThat(source.relay.allow(FRIEND.publicKey())).isEqualTo(new Verdict.Allowed());
    source.relay.ban(new Ban(SPAMMER.publicKey(), "spam"));
    var note = TestRelay.note(FRIEND, "regretted");
    var regret = TestRelay.event(FRIEND, note.createdAt() + 1, 5, List.of(id("e", note)));
    source
        .enter(FRIEND)
        .publishes(note)
        .hears(Client.ok(note, ""))
        .publishes(regret)
        .hears(Client.ok(regret, ""));
    var lines = export(source.relay);
    assertThat(lines).hasSizeGreaterThan(200).doesNotHaveDuplicates();

    var target = source.other(TestRelay.config());
    var result = load(target.relay, lines);
    assertThat(result.problems()).as("seed " + seed).isEmpty();
    assertThat(target.relay.members()).isEqualTo(source.relay.members());
    assertThat(target.relay.bans()).isEqualTo(source.relay.bans());
    assertThat(withoutRecords(export(target.relay))).isEqualTo(withoutRecords(lines));

    var again = load(target.relay, lines);
    assertCounts(again, 0, lines.size(), 0);
  }

  /// Leaves out what each relay writes itself: the member list and the announcements of members.
  private static List<String> withoutRecords(List<String> lines) {
    return lines.stream()
        .filter(line -> !line.startsWith("{\"kind\":13534,") && !line.startsWith("{\"kind\":8000,"))
        .sorted()
        .toList();
  }

  private static List<String> id(String tag, Event target) {
    return List.of(tag, target.id().hex());
  }

  @Test
  void the_order_of_lines_does_not_matter_for_one_version_of_each_event() {
    var events = seed(new Random(3));
    events.forEach(event -> source.store.write(List.of(new Change.Save(event))).join());
    var lines = export(source.relay);
    var shuffled = new ArrayList<>(lines);
    Collections.shuffle(shuffled, new Random(4));
    var target = source.other(TestRelay.config());
    load(target.relay, shuffled);
    assertThat(withoutRecords(export(target.relay))).isEqualTo(withoutRecords(lines));
  }

  @Test
  void an_export_continues_after_its_last_event_also_among_equal_times() {
    for (int i = 0; i < 2_500; i++) {
      var event = Event.sign(TestRelay.ALICE, 1_700_000_000 + i / 1_000, 1, List.of(), "n" + i);
      var _ = source.store.write(List.of(new Change.Save(event)));
    }
    source.store.write(List.of()).join();
    var all = export(source.relay);
    assertThat(all).hasSize(2_500);
    for (int cut : new int[] {0, 1, 999, 1_000, 1_001, 2_498}) {
      var rest = new ArrayList<String>();
      var cursor = EventCursor.after(new StoredEvent(all.get(cut)));
      for (var page = source.relay.export(cursor); !page.isEmpty(); ) {
        page.stream().map(StoredEvent::json).forEach(rest::add);
        page = source.relay.export(EventCursor.after(page.getLast()));
      }
      assertThat(rest).isEqualTo(all.subList(cut + 1, all.size()));
    }
  }

  @Test
  void an_export_whose_last_event_was_deleted_leaves_nothing_out() {
    var events = new ArrayList<Event>();
    for (int i = 0; i < 20; i++) {
      events.add(Event.sign(TestRelay.ALICE, 1_700_000_000 + i / 10, 1, List.of(), "n" + i));
    }
    events.forEach(event -> source.store.write(List.of(new Change.Save(event))).join());
    var all = export(source.relay);
    var last = new StoredEvent(all.get(14));
    source.store.write(List.of(new Change.Remove(last.event().id()))).join();
    var rest = source.relay.export(EventCursor.after(last)).stream().map(StoredEvent::json);
    assertThat(rest).containsAll(all.subList(15, 20)).doesNotContain(last.json());
  }

  @Test
  void lists_of_another_relay_do_not_take_over_members_or_bans() {
    var before = source.relay.members();
    var member = List.of("member", TestRelay.hex(TestRelay.EVE));
    var result =
        load(
            source.relay,
            TestRelay.event(TestRelay.EVE, TestRelay.START + 99, 13_534, List.of(member)),
            TestRelay.event(
                TestRelay.EVE,
                TestRelay.START + 99,
                30_078,
                List.of(
                    List.of("d", "zooid/banned_pubkeys"),
                    List.of("banned", TestRelay.hex(TestRelay.ALICE)))),
            TestRelay.event(TestRelay.EVE, 1, 28_935, List.of(List.of("claim", "open sesame"))),
            TestRelay.event(TestRelay.EVE, 1, 33_534, List.of(List.of("d", "x"))));
    assertCounts(result, 0, 0, 4);
    assertThat(result.problems()).extracting(Problem::message).containsOnly(FOREIGN);
    assertThat(source.relay.members()).isEqualTo(before);
    assertThat(source.relay.bans()).isEmpty();
  }

  @Test
  void a_member_list_longer_than_the_plan_allows_is_not_imported() {
    var small = source.other(TestRelay.config(TestRelay.policy(true, 2), Map.of()));
    var tags =
        Stream.of(FRIEND, SPAMMER, TestRelay.EVE)
            .map(who -> List.of("member", TestRelay.hex(who)))
            .toList();
    var list = TestRelay.event(TestRelay.RELAY, TestRelay.START + 5, 13_534, tags);
    assertCounts(load(small.relay, list), 0, 0, 1);
    assertThat(small.relay.members()).containsExactly(TestRelay.OWNER.publicKey());
  }

  @Test
  void an_old_list_does_not_bring_removed_members_back() {
    source.relay.allow(FRIEND.publicKey());
    var old = export(source.relay);
    source.advance(10);
    source.relay.unallow(FRIEND.publicKey());
    source.relay.allow(TestRelay.EVE.publicKey());
    load(source.relay, old);
    assertThat(source.relay.members())
        .contains(TestRelay.EVE.publicKey())
        .doesNotContain(FRIEND.publicKey());
  }

  @Test
  void an_imported_list_counts_for_open_sockets_and_later_joins() {
    var target = source.other(noRoles());
    var friend = target.enter(FRIEND);
    friend
        .says("[\"REQ\",\"s\",{\"kinds\":[1]}]")
        .hears("[\"CLOSED\",\"s\",\"restricted: you are not a member of this relay\"]");
    var list =
        TestRelay.event(
            TestRelay.RELAY,
            TestRelay.START + 50,
            13_534,
            List.of(List.of("member", TestRelay.hex(FRIEND))));
    assertCounts(load(target.relay, list), 1, 0, 0);
    friend.says("[\"REQ\",\"s\",{\"kinds\":[1]}]").hears("[\"EOSE\",\"s\"]");
    var join = TestRelay.join(TestRelay.EVE);
    target
        .enter(TestRelay.EVE)
        .publishes(join)
        .hearsEventually(Client.ok(join, "handled internally"));
    assertThat(target.relay.members())
        .contains(FRIEND.publicKey(), TestRelay.EVE.publicKey(), TestRelay.OWNER.publicKey());
    assertThat(target.again(noRoles()).members()).isEqualTo(target.relay.members());
  }

  @Test
  void events_of_banned_keys_and_deleted_events_stay_out() {
    var spam = TestRelay.note(SPAMMER, "buy");
    var regretted = TestRelay.note(TestRelay.ALICE, "regretted");
    var draft =
        TestRelay.event(TestRelay.ALICE, 1_700_000_000, 30_023, List.of(List.of("d", "draft")));
    source.relay.ban(new Ban(SPAMMER.publicKey(), "spam"));
    var address = "30023:" + TestRelay.hex(TestRelay.ALICE) + ":draft";
    var deletion =
        TestRelay.event(
            TestRelay.ALICE, 1_700_000_100, 5, List.of(id("e", regretted), List.of("a", address)));
    var foreign = TestRelay.note(TestRelay.BOB, "named by alice");
    var attempt = TestRelay.event(TestRelay.ALICE, 1_700_000_100, 5, List.of(id("e", foreign)));
    source.store.write(List.of(new Change.Save(deletion), new Change.Save(attempt))).join();
    var result = load(source.relay, spam, regretted, draft, foreign);
    assertCounts(result, 1, 0, 3);
    assertThat(result.problems())
        .extracting(Problem::message)
        .containsExactly(
            "restricted: its author is banned from this relay",
            "invalid: its author has deleted this event",
            "invalid: its author has deleted this event");
  }

  @Test
  void bad_lines_are_counted_with_their_number_and_never_stop_the_others() {
    var good = EventJson.write(TestRelay.note(TestRelay.ALICE, "good"));
    var forged = good.replace("\"good\"", "\"forged\"");
    var sig = good.lastIndexOf("\"sig\":\"") + 7;
    var unsigned = good.substring(0, sig) + "ab".repeat(64) + "\"}";
    var ephemeral = EventJson.write(TestRelay.event(TestRelay.ALICE, 1, 20_001, List.of()));
    var group =
        EventJson.write(
            TestRelay.event(TestRelay.ALICE, 1, 9, List.of(List.of("h", "secret room"))));
    var future = EventJson.write(TestRelay.event(TestRelay.ALICE, 1L << 40, 1, List.of()));
    var result =
        load(
            source.relay,
            List.of(
                "", "{", good, forged, unsigned, "\r", ephemeral, group, future, "[]", good + "x"));
    assertCounts(result, 1, 0, 8);
    assertThat(result.problems())
        .extracting(Problem::line)
        .containsExactly(2L, 4L, 5L, 7L, 8L, 9L, 10L, 11L);
    assertThat(result.problems())
        .extracting(Problem::message)
        .contains("invalid: groups are not enabled", "invalid: the signature is wrong");
  }

  @Test
  void a_million_bad_lines_are_counted_and_only_the_first_are_kept() {
    var file = new EventImport(source.relay);
    var line = "not an event".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 1_000_000; i++) {
      file.add(line);
    }
    var result = file.finish();
    assertCounts(result, 0, 0, 1_000_000);
    assertThat(result.problems()).hasSize(EventImport.PROBLEMS_MAX);
  }

  @Test
  void a_full_relay_imports_nothing_more_and_says_why() {
    var policy = new RelayConfig.Policy(false, false, true, false, false, null, 200_000L);
    var config = TestRelay.config(policy);
    var relay = source.limited(config, new RelayLimits(RateLimits.STANDARD, 1L << 30));
    var events = new ArrayList<String>();
    for (int i = 0; i < 2_000; i++) {
      events.add(
          EventJson.write(Event.sign(TestRelay.ALICE, i, 1, List.of(), i + "x".repeat(1_000))));
    }
    var result = load(relay, events);
    assertThat(result.imported()).isBetween(1L, 1_000L);
    assertThat(result.imported() + result.invalid()).isEqualTo(2_000);
    assertThat(result.problems()).extracting(Problem::message).containsOnly(RelayLimits.RELAY_FULL);
    assertThat(source.store.bytes()).as("at most one batch too much").isLessThan(2_500_000);
    relay.close("done");
  }

  @Test
  void events_written_during_an_export_neither_repeat_nor_hide_others() throws Exception {
    var before = new TreeSet<String>();
    for (int i = 0; i < 5_000; i++) {
      var event = Event.sign(TestRelay.ALICE, 1_700_000_000 + i % 7, 1, List.of(), "old " + i);
      before.add(event.id().hex());
      var _ = source.store.write(List.of(new Change.Save(event)));
    }
    source.store.write(List.of()).join();
    var writer =
        Thread.ofVirtual()
            .start(() -> {
              for (int i = 0; i < 2_000; i++) {
                var event =
                    Event.sign(TestRelay.BOB, 1_700_000_000 + i % 9, 1, List.of(), "new " + i);
                source.store.write(List.of(new Change.Save(event))).join();
              }
            });
    var ids = export(source.relay).stream().map(line -> new StoredEvent(line).id()).toList();
    writer.join();
    assertThat(ids).doesNotHaveDuplicates().containsAll(before);
  }
}
