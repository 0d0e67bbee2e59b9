package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.config.RelayConfig;
import caravel.engine.store.EventStore.Change;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.EventJson;
import caravel.nostr.Nip42;
import caravel.nostr.SecretKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Changes of rooms, and the events that follow from them.
final class RoomsTest {
  private static final RelayConfig CONFIG = TestRelay.withRooms(TestRelay.config());

  @RegisterExtension private final TestRelay first = new TestRelay();

  private TestRelay stage = first;
  private RoomClient manager = new RoomClient(first, TestRelay.MANAGER);
  private RoomClient alice = manager;
  private RoomClient bob = manager;

  @BeforeEach
  void open() {
    stage = first.other(CONFIG);
    manager = new RoomClient(stage, TestRelay.MANAGER);
    alice = new RoomClient(stage, TestRelay.ALICE);
    bob = new RoomClient(stage, TestRelay.BOB);
  }

  private static String p(SecretKey who) {
    return "p " + TestRelay.hex(who);
  }

  private static List<String> members(RoomClient reader, String room) {
    return tags(reader, "{\"kinds\":[39002],\"#d\":[\"" + room + "\"]}", "p");
  }

  private static List<String> tags(RoomClient reader, String filter, String name) {
    reader.client().forgets();
    var events = reader.client().asks(filter);
    assertThat(events).hasSizeLessThan(2);
    return events.isEmpty() ? List.of() : TestRelay.values(events.getFirst(), name);
  }

  private static String stored(RoomClient reader, String filter) {
    return RoomClient.stored(reader.client(), filter);
  }

  @Test
  void an_older_edit_does_not_replace_newer_metadata() {
    var old = manager.event(9_002, "r", "name old");
    manager.does(9_007, "r");
    manager.does(9_002, "r", "name new", "private");
    assertThat(manager.answer(old)).isEmpty();
    assertThat(tags(manager, "{\"kinds\":[39000]}", "name")).containsExactly("new");
    assertThat(stored(alice, "{\"kinds\":[39001]}")).isEmpty();
  }

  @Test
  void an_edit_that_is_sent_again_changes_nothing() {
    manager.does(9_007, "r");
    var edit = manager.does(9_002, "r", "name x");
    manager.answer(edit);
    assertThat(tags(alice, "{\"kinds\":[39000]}", "name")).containsExactly("x");
    assertThat(alice.tries(9, "r")).isEmpty();
  }

  @Test
  void an_addition_that_is_sent_again_does_not_undo_a_removal() {
    manager.does(9_007, "r");
    var added = manager.does(9_000, "r", p(TestRelay.ALICE));
    manager.does(9_001, "r", p(TestRelay.ALICE));
    assertThat(manager.answer(added)).isEmpty();
    assertThat(members(manager, "r")).isEmpty();
  }

  @Test
  void metadata_takes_over_neither_another_rooms_address_nor_an_expiration() {
    manager.does(9_007, "other", "name other");
    manager.does(9_007, "r", "d other", "expiration 1", "name mine");
    assertThat(tags(alice, "{\"kinds\":[39000],\"#d\":[\"r\"]}", "d")).containsExactly("r");
    assertThat(tags(alice, "{\"kinds\":[39000],\"#d\":[\"other\"]}", "name"))
        .containsExactly("other");
  }

  @Test
  void an_event_of_two_rooms_is_refused() {
    manager.does(9_007, "open");
    manager.does(9_007, "secret", "hidden", "closed");
    assertThat(alice.tries(9, "open", "h secret"))
        .isEqualTo(alice.tries(9, "open", "h unknown"))
        .isEqualTo("invalid: an event belongs to one group only");
  }

  @Test
  void a_hidden_room_answers_moderation_as_an_unknown_one() {
    manager.does(9_007, "secret", "hidden");
    for (int kind :
        List.of(9_000, 9_001, 9_002, 9_005, 9_007, 9_008, 9_009, 9_010, 9_021, 9_022, 5)) {
      assertThat(alice.tries(kind, "secret")).isEqualTo(alice.tries(kind, "unknown"));
    }
  }

  @Test
  void a_removed_member_of_a_hidden_room_learns_nothing_from_deleting_own_messages() {
    manager.does(9_007, "secret", "hidden");
    manager.does(9_000, "secret", p(TestRelay.ALICE));
    var message = alice.does(9, "secret");
    manager.does(9_001, "secret", p(TestRelay.ALICE));
    var deletion =
        TestRelay.event(TestRelay.ALICE, 1, 5, List.of(List.of("e", message.id().hex())));
    assertThat(alice.answer(deletion)).isEqualTo("blocked: nothing to delete");
  }

  @Test
  void an_author_may_delete_own_messages_of_a_private_room() {
    manager.does(9_007, "r", "private");
    var message = alice.does(9, "r");
    var deletion =
        TestRelay.event(TestRelay.ALICE, 1, 5, List.of(List.of("e", message.id().hex())));
    assertThat(alice.answer(deletion)).isEmpty();
    assertThat(stored(manager, "{\"kinds\":[9]}")).isEmpty();
  }

  @Test
  void a_member_who_is_removed_while_events_are_read_receives_none_of_them() {
    manager.does(9_007, "r", "private");
    manager.does(9_000, "r", p(TestRelay.ALICE));
    manager.does(9, "r");
    alice
        .client()
        .beforeNextStored(() -> {
          manager.does(9, "r");
          manager.does(9_001, "r", p(TestRelay.ALICE));
        });
    assertThat(stored(alice, "{\"kinds\":[9]}")).isEmpty();
    assertThat(String.join("", RoomClient.heard(alice.client()))).doesNotContain("EVENT");
  }

  @Test
  void a_removed_member_receives_nothing_live() {
    manager.does(9_007, "r", "private");
    manager.does(9_000, "r", p(TestRelay.ALICE));
    alice.client().says("[\"REQ\",\"live\",{\"#h\":[\"r\"],\"limit\":0}]");
    manager.does(9, "r");
    assertThat(String.join("", RoomClient.heard(alice.client()))).contains("\"kind\":9,");
    manager.does(9_001, "r", p(TestRelay.ALICE));
    manager.does(9, "r");
    assertThat(String.join("", RoomClient.heard(alice.client()))).doesNotContain("EVENT");
  }

  @Test
  void a_member_of_the_room_who_left_the_relay_receives_nothing_over_another_key() {
    manager.does(9_007, "r", "private");
    manager.does(9_000, "r", p(TestRelay.EVE));
    stage.relay.allow(TestRelay.EVE.publicKey());
    var eve = stage.connect();
    var challenge = eve.challenge();
    for (var key : List.of(TestRelay.EVE, TestRelay.BOB)) {
      var answer = Nip42.answer(key, "ws://" + TestRelay.HOST, challenge, stage.now());
      eve.says("[\"AUTH\"," + EventJson.write(answer) + "]");
    }
    eve.says("[\"REQ\",\"live\",{\"#h\":[\"r\"],\"limit\":0}]");
    manager.does(9, "r");
    assertThat(String.join("", RoomClient.heard(eve))).contains("EVENT");
    stage.relay.unallow(TestRelay.EVE.publicKey());
    manager.does(9, "r");
    assertThat(String.join("", RoomClient.heard(eve))).doesNotContain("EVENT");
  }

  @Test
  void a_join_request_admits_its_author_to_an_open_room_only() {
    for (var flag : List.of("closed", "private", "restricted")) {
      manager.does(9_007, flag, flag);
      bob.does(9_021, flag);
    }
    assertThat(stored(manager, "{\"kinds\":[39002]}"))
        .contains("restricted")
        .doesNotContain("closed", "private");
  }

  @Test
  void a_message_in_a_room_is_hidden_whatever_its_tag_is_written_like() {
    manager.does(9_007, "r", "private");
    var message = manager.event(9, "r");
    manager
        .client()
        .says("[\"EVENT\"," + EventJson.write(message).replace("[\"h\"", "[ \"\\u0068\"") + "]");
    manager.client().hearsEventually(Client.ok(message, ""));
    assertThat(stored(manager, "{\"kinds\":[9]}")).contains("EVENT");
    assertThat(stored(alice, "{\"kinds\":[9]}")).isEmpty();
    var behindEmpty =
        TestRelay.event(TestRelay.MANAGER, 7, 9, List.of(List.of("h"), List.of("h", "r")));
    assertThat(manager.answer(behindEmpty)).isEmpty();
    assertThat(stored(alice, "{\"kinds\":[9]}")).isEmpty();
  }

  @Test
  void a_manager_deletes_an_event_of_the_room_and_of_no_other() {
    manager.does(9_007, "r");
    manager.does(9_007, "other");
    var here = alice.does(9, "r");
    var there = alice.does(9, "other");
    manager.does(9_005, "r", "e " + here.id().hex(), "e " + there.id().hex());
    assertThat(stored(bob, "{\"kinds\":[9]}"))
        .contains(there.id().hex())
        .doesNotContain(here.id().hex());
  }

  @Test
  void a_deleted_room_leaves_only_the_announcement_of_its_deletion() {
    manager.does(9_007, "r", "private");
    manager.does(9_000, "r", p(TestRelay.ALICE));
    for (int i = 0; i < 1_100; i++) {
      alice.client().publishes(alice.event(9, "r"));
    }
    alice.does(9, "r");
    manager.does(9_007, "stays");
    alice.does(9, "stays");
    manager.does(9_008, "r");
    assertThat(stored(manager, "{\"#h\":[\"r\"]}").lines()).hasSize(1);
    assertThat(stored(manager, "{\"#d\":[\"r\"]}")).isEmpty();
    assertThat(stored(alice, "{\"#h\":[\"stays\"],\"kinds\":[9]}")).contains("EVENT");
    manager.does(9_007, "r");
    assertThat(stored(bob, "{\"#h\":[\"r\"],\"kinds\":[9]}")).isEmpty();
    assertThat(members(bob, "r")).isEmpty();
  }

  @Test
  void a_room_whose_deletion_failed_is_still_there_and_private() {
    manager.does(9_007, "r", "private");
    manager.does(9, "r");
    stage.store.refuseWrites(true);
    assertThat(manager.tries(9_008, "r")).startsWith("error:");
    stage.store.refuseWrites(false);
    assertThat(stored(manager, "{\"kinds\":[39000]}")).contains("EVENT");
    assertThat(stored(alice, "{\"kinds\":[9]}")).isEmpty();
  }

  @Test
  void a_change_that_could_not_be_written_changes_nothing() {
    manager.does(9_007, "r", "private");
    stage.store.refuseWrites(true);
    assertThat(manager.tries(9_000, "r", p(TestRelay.ALICE))).startsWith("error:");
    stage.store.refuseWrites(false);
    manager.does(9, "r");
    assertThat(stored(alice, "{\"kinds\":[9]}")).isEmpty();
  }

  @Test
  void rooms_and_members_are_the_same_after_a_restart() {
    manager.does(9_007, "r", "private");
    manager.does(9_000, "r", p(TestRelay.ALICE), p(TestRelay.BOB));
    manager.does(9_001, "r", p(TestRelay.BOB));
    manager.does(9_010, "r", "a 1:x:y", "e " + "ab".repeat(32));
    manager.does(9_007, "gone");
    manager.does(9_008, "gone");
    assertThat(stage.again(CONFIG).rooms().state()).isEqualTo(stage.relay.rooms().state());
  }

  @Test
  void members_of_a_room_without_a_list_are_replayed() {
    manager.does(9_007, "r", "private");
    manager.does(9_000, "r", p(TestRelay.ALICE), p(TestRelay.BOB));
    manager.does(9_001, "r", p(TestRelay.BOB));
    var list = manager.client().asks("{\"kinds\":[39002]}").getFirst().get("id").asString();
    stage.store.write(List.of(new Change.Remove(new EventId(list)))).join();
    var room = stage.again(CONFIG).rooms().state().find("r");
    assertThat(room).isNotNull();
    assertThat(room == null ? List.of() : room.members().pubkeys())
        .containsExactly(TestRelay.ALICE.publicKey());
  }

  @Test
  void pins_are_the_events_and_then_the_addresses() {
    manager.does(9_007, "r");
    manager.does(9_010, "r", "a 1:x:y", "e " + "ab".repeat(32));
    manager.does(9_010, "r", "a 2:x:y", "e " + "cd".repeat(32));
    assertThat(stored(alice, "{\"kinds\":[39005]}"))
        .contains("[[\"-\"],[\"d\",\"r\"],[\"e\",\"" + "cd".repeat(32) + "\"],[\"a\",\"2:x:y\"]]")
        .doesNotContain("abab");
  }

  @Test
  void a_disabled_relay_shows_nothing_of_its_rooms() {
    manager.does(9_007, "r");
    alice.does(9, "r");
    stage.relay.reconfigure(TestRelay.config());
    assertThat(stored(bob, "{\"kinds\":[9,39000,9007]}")).isEmpty();
    assertThat(bob.tries(9, "r")).isEqualTo("invalid: groups are not enabled");
    stage.relay.reconfigure(CONFIG);
    assertThat(stored(bob, "{\"kinds\":[9]}")).contains("EVENT");
  }

  @Test
  void concurrent_joins_lose_no_member() throws InterruptedException {
    stage = first.other(TestRelay.withRooms(TestRelay.config(TestRelay.policy(true, null))));
    manager = new RoomClient(stage, TestRelay.MANAGER);
    manager.does(9_007, "r");
    var threads = new ArrayList<Thread>();
    var expected = new ArrayList<String>();
    for (int i = 100; i < 130; i++) {
      var key = TestRelay.key(i);
      stage.relay.allow(key.publicKey());
      var member = new RoomClient(stage, key);
      expected.add(TestRelay.hex(key));
      threads.add(Thread.ofVirtual().start(() -> member.does(9_021, "r")));
    }
    for (var thread : threads) {
      thread.join();
    }
    assertThat(members(manager, "r")).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void a_room_id_that_is_too_long_is_refused() {
    assertThat(manager.tries(9_007, "x".repeat(257))).contains("at most 256 characters");
    Event without = TestRelay.event(TestRelay.MANAGER, 1, 9_007, List.of());
    assertThat(manager.answer(without)).isEqualTo("invalid: a group needs an h tag");
  }

  @Test
  void an_invite_code_admits_to_a_room_that_is_closed_private_or_hidden() {
    for (var flag : List.of("closed", "private", "hidden")) {
      manager.does(9_007, flag, flag);
      manager.does(9_009, flag, "code secret-" + flag);
      alice.does(9_021, flag, "code secret-" + flag);
      assertThat(members(manager, flag)).containsExactly(TestRelay.hex(TestRelay.ALICE));
      assertThat(alice.tries(9, flag)).isEmpty();
    }
  }

  @Test
  void a_wrong_code_is_refused_and_does_not_show_that_a_hidden_room_exists() {
    manager.does(9_007, "secret", "hidden");
    manager.does(9_007, "closed", "closed");
    manager.does(9_007, "other", "closed");
    manager.does(9_009, "secret", "code right");
    manager.does(9_009, "other", "code right");
    assertThat(alice.tries(9_021, "closed", "code right"))
        .isEqualTo("invalid: failed to validate invite code");
    assertThat(alice.tries(9_021, "secret", "code wrong")).isEqualTo("invalid: group not found");
    assertThat(alice.tries(9_021, "unknown", "code wrong")).isEqualTo("invalid: group not found");
    assertThat(members(manager, "closed")).isEmpty();
  }

  @Test
  void an_invite_ends_when_it_is_deleted_or_expires_or_its_author_is_no_manager() {
    manager.does(9_007, "r", "closed");
    var deleted = manager.does(9_009, "r", "code one");
    manager.does(9_009, "r", "code two", "expiration " + (stage.now() + 10));
    var ofMember =
        TestRelay.event(
            TestRelay.BOB, 1, 9_009, List.of(List.of("h", "r"), List.of("code", "three")));
    stage.store.write(List.of(new Change.Save(ofMember))).join();
    manager.does(9_005, "r", "e " + deleted.id().hex());
    stage.advance(11);
    for (var code : List.of("one", "two", "three")) {
      assertThat(alice.tries(9_021, "r", "code " + code))
          .isEqualTo("invalid: failed to validate invite code");
    }
    alice.does(9_021, "r");
    assertThat(members(manager, "r")).isEmpty();
  }

  @Test
  void a_code_is_shown_to_managers_only() {
    manager.does(9_007, "r", "closed");
    var live = stage.enter(TestRelay.BOB);
    live.says("[\"REQ\",\"live\",{\"#h\":[\"r\"]}]").forgetsEose();
    manager.does(9_009, "r", "code secret");
    alice.does(9_021, "r", "code secret");
    assertThat(stored(bob, "{\"#h\":[\"r\"]}")).doesNotContain("secret");
    assertThat(String.join("", RoomClient.heard(live))).doesNotContain("secret");
    assertThat(stored(manager, "{\"#h\":[\"r\"]}")).contains("secret");
    alice.does(9_022, "r");
    alice.does(9_021, "r");
    assertThat(stored(bob, "{\"kinds\":[9021]}")).contains(TestRelay.hex(TestRelay.ALICE));
  }
}
