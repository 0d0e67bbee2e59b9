package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.config.RelayConfig;
import caravel.engine.policy.RoomState;
import caravel.engine.store.EventStore.Change;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The limits of rooms and of their members: what exceeds one is refused and changes nothing.
final class RoomLimitsTest {
  private static final RelayConfig CONFIG = TestRelay.withRooms(TestRelay.config());
  private static final String ROOMS = "restricted: this relay has reached its group limit";
  private static final String MEMBERS =
      "restricted: this relay has reached its limit of group members";

  @RegisterExtension private final TestRelay first = new TestRelay();

  private TestRelay stage = first;

  @BeforeEach
  void open() {
    stage = first.other(CONFIG);
  }

  private RoomState state() {
    return stage.relay.rooms().state();
  }

  private static String p(SecretKey who) {
    return "p " + TestRelay.hex(who);
  }

  private void storeRooms(int count) {
    var rooms = new ArrayList<Change>();
    for (int i = 0; i < count; i++) {
      var tags = List.of(TestRelay.tag("d", "room" + i));
      rooms.add(new Change.Save(TestRelay.event(TestRelay.RELAY, 1, 39_000, tags)));
    }
    stage.store.write(rooms).join();
  }

  /// Stores a room with members that no key belongs to.
  private void storeMembers(String room, int count) {
    var tags = new ArrayList<List<String>>();
    tags.add(TestRelay.tag("d", room));
    for (int i = 1; i <= count; i++) {
      tags.add(TestRelay.tag("p", "%064x".formatted(i)));
    }
    var list = TestRelay.event(TestRelay.RELAY, 1, 39_002, tags);
    stage.store.write(List.of(new Change.Save(list))).join();
  }

  @Test
  void a_relay_has_so_many_rooms_and_no_more() {
    storeRooms(RoomState.ROOMS_MAX - 1);
    var manager = new RoomClient(stage, TestRelay.MANAGER);
    manager.does(9_007, "last");
    var before = state();
    assertThat(before.rooms()).hasSize(RoomState.ROOMS_MAX);
    assertThat(manager.tries(9_007, "more")).isEqualTo(ROOMS);
    assertThat(state()).isEqualTo(before);
    assertThat(stage.again(CONFIG).rooms().state()).isEqualTo(before);
    manager.does(9_002, "last", "name x");
    manager.does(9_008, "room0");
    manager.does(9_007, "more");
    assertThat(state().rooms()).hasSize(RoomState.ROOMS_MAX).containsKey("more");
  }

  @Test
  void the_rooms_of_a_relay_have_so_many_members_together_and_no_more() {
    int each = RoomState.MEMBERSHIPS_MAX / 5;
    storeRooms(6);
    for (int i = 0; i < 5; i++) {
      storeMembers("room" + i, i == 0 ? each - 2 : each);
    }
    var manager = new RoomClient(stage, TestRelay.MANAGER);
    var alice = new RoomClient(stage, TestRelay.ALICE);
    var bob = new RoomClient(stage, TestRelay.BOB);
    var before = state();
    assertThat(before.memberships()).isEqualTo(RoomState.MEMBERSHIPS_MAX - 2);
    assertThat(
            manager.tries(
                9_000, "room5", p(TestRelay.ALICE), p(TestRelay.BOB), p(TestRelay.INVITER)))
        .isEqualTo(MEMBERS);
    assertThat(state()).isEqualTo(before);
    manager.does(9_000, "room5", p(TestRelay.ALICE), p(TestRelay.BOB));
    // Those who are members already are no more members.
    manager.does(9_000, "room5", p(TestRelay.ALICE), p(TestRelay.BOB));
    assertThat(bob.tries(9_021, "room4")).isEqualTo(MEMBERS);
    assertThat(state().memberships()).isEqualTo(RoomState.MEMBERSHIPS_MAX);
    assertThat(RoomClient.stored(manager.client(), "{\"kinds\":[9021]}")).isEmpty();
    alice.does(9_022, "room5");
    bob.does(9_021, "room4");
    assertThat(state().memberships()).isEqualTo(RoomState.MEMBERSHIPS_MAX);
    manager.does(9_008, "room1");
    assertThat(state().memberships()).isEqualTo(RoomState.MEMBERSHIPS_MAX - each);
    assertThat(alice.tries(9_021, "room4")).isEmpty();
  }

  @Test
  void an_id_of_a_room_has_so_many_characters_and_no_more() {
    var manager = new RoomClient(stage, TestRelay.MANAGER);
    manager.does(9_007, "x".repeat(RoomState.ROOM_ID_CHARACTERS_MAX));
    var before = state();
    assertThat(manager.tries(9_007, "x".repeat(RoomState.ROOM_ID_CHARACTERS_MAX + 1)))
        .isEqualTo("invalid: a group id has at most 256 characters");
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void concurrent_additions_never_exceed_the_members_of_the_relay() throws InterruptedException {
    int each = RoomState.MEMBERSHIPS_MAX / 5;
    storeRooms(6);
    for (int i = 0; i < 5; i++) {
      storeMembers("room" + i, i == 0 ? each - 5 : each);
    }
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 10; i++) {
      var member = new RoomClient(stage, TestRelay.MANAGER);
      var who = "p " + PublicKey.parse(TestRelay.hex(TestRelay.key(100 + i))).hex();
      var event = member.event(9_000, "room5", who, "n " + i);
      threads.add(Thread.ofVirtual().start(() -> member.answer(event)));
    }
    for (var thread : threads) {
      thread.join();
    }
    assertThat(state().memberships()).isEqualTo(RoomState.MEMBERSHIPS_MAX);
    assertThat(stage.again(CONFIG).rooms().state().memberships())
        .isEqualTo(RoomState.MEMBERSHIPS_MAX);
  }
}
