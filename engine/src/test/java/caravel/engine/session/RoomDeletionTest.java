package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.engine.config.RelayConfig;
import caravel.engine.store.EventStore.Change;
import caravel.nostr.Filter;
import caravel.nostr.SecretKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The deletion of a room with many messages: it is one commit, and the messages follow.
final class RoomDeletionTest {
  private static final RelayConfig CONFIG = TestRelay.withRooms(TestRelay.config());

  /// More than one commit removes.
  private static final int MESSAGES = 1_200;

  private static final long FIRST = 1_700_000_000;

  @RegisterExtension private final TestRelay first = new TestRelay();

  private TestRelay stage = first;

  @BeforeEach
  void open() {
    stage = first.other(CONFIG);
  }

  /// Stores messages of a room, each one second later than the one before.
  private void storeMessages(SecretKey author) {
    var messages = new ArrayList<Change>();
    for (int i = 0; i < MESSAGES; i++) {
      var tags = List.of(TestRelay.tag("h", "r"));
      messages.add(new Change.Save(TestRelay.event(author, FIRST + i, 9, tags)));
    }
    stage.store.write(messages).join();
  }

  private int messages() {
    var filter = Filter.all().withKinds(9).withTag("h", Set.of("r"));
    return stage.store.query(filter, MESSAGES + 1, stage.now()).size();
  }

  private static boolean isKnown(LiveRelay relay) {
    return relay.rooms().state().find("r") != null;
  }

  @Test
  void a_room_with_many_messages_is_deleted_with_all_of_them() {
    var manager = new RoomClient(stage, TestRelay.MANAGER);
    manager.does(9_007, "r");
    storeMessages(TestRelay.ALICE);
    manager.does(9_008, "r");
    assertThat(messages()).isZero();
    assertThat(isKnown(stage.relay)).isFalse();
  }

  @Test
  void a_deletion_that_fails_before_its_commit_has_not_begun() {
    var manager = new RoomClient(stage, TestRelay.MANAGER);
    manager.does(9_007, "r", "private");
    storeMessages(TestRelay.ALICE);
    stage.store.refuseWrites(true);
    assertThat(manager.tries(9_008, "r")).startsWith("error:");
    stage.store.refuseWrites(false);
    assertThat(messages()).isEqualTo(MESSAGES);
    assertThat(isKnown(stage.relay)).isTrue();
    assertThat(isKnown(stage.again(CONFIG))).isTrue();
  }

  @Test
  void a_deletion_that_fails_after_its_commit_is_completed_later() {
    var manager = new RoomClient(stage, TestRelay.MANAGER);
    var alice = new RoomClient(stage, TestRelay.ALICE);
    manager.does(9_007, "r", "private");
    storeMessages(TestRelay.ALICE);
    var store = stage.store;
    store.beforeNextWrite(() -> store.beforeNextWrite(() -> store.refuseWrites(true)));
    manager.does(9_008, "r");
    assertThat(messages()).isEqualTo(MESSAGES);
    assertThat(isKnown(stage.relay)).isFalse();
    assertThat(RoomClient.stored(alice.client(), "{\"kinds\":[9]}")).isEmpty();
    store.refuseWrites(false);
    await().until(() -> messages() == 0);
  }

  @Test
  void a_deletion_that_a_crash_interrupted_is_completed_after_the_start() {
    // The state after a crash between the commit and the removal of the messages.
    storeMessages(TestRelay.ALICE);
    var deletion =
        TestRelay.event(
            TestRelay.MANAGER, FIRST + MESSAGES, 9_008, List.of(TestRelay.tag("h", "r")));
    stage.store.write(List.of(new Change.Save(deletion))).join();
    var alice = new RoomClient(stage, TestRelay.ALICE);
    assertThat(RoomClient.stored(alice.client(), "{\"kinds\":[9]}")).isEmpty();
    assertThat(isKnown(stage.relay)).isFalse();
    await().until(() -> messages() == 0);
    assertThat(RoomClient.stored(alice.client(), "{\"kinds\":[9008]}")).contains("EVENT");
  }

  @Test
  void a_new_room_has_no_messages_of_a_deleted_one_with_its_id() {
    storeMessages(TestRelay.ALICE);
    // Older than the messages, so that they are not removed at the start.
    var deletion =
        TestRelay.event(TestRelay.MANAGER, FIRST - 1, 9_008, List.of(TestRelay.tag("h", "r")));
    stage.store.write(List.of(new Change.Save(deletion))).join();
    var manager = new RoomClient(stage, TestRelay.MANAGER);
    manager.does(9_007, "r");
    assertThat(messages()).isZero();
  }

  @Test
  void the_messages_of_a_room_that_is_there_again_are_kept() {
    var manager = new RoomClient(stage, TestRelay.MANAGER);
    manager.does(9_007, "r");
    manager.does(9_008, "r");
    manager.does(9_007, "r");
    storeMessages(TestRelay.ALICE);
    manager.does(9_007, "gone");
    manager.does(9_008, "gone");
    var again = stage.again(CONFIG);
    assertThat(isKnown(again)).isTrue();
    assertThat(
            new RoomErasure(stage.store, () -> Instant.ofEpochSecond(stage.now()))
                .deleted(again.rooms().state()))
        .containsOnlyKeys("gone");
    assertThat(messages()).isEqualTo(MESSAGES);
  }
}
