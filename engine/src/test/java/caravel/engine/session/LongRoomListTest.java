package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.engine.config.RelayConfig;
import caravel.engine.store.EventStore.Change;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Members who join a room with a long list are announced first and listed later.
final class LongRoomListTest {
  private static final RelayConfig CONFIG = TestRelay.withRooms(TestRelay.config());

  @RegisterExtension private final TestRelay first = new TestRelay();

  private TestRelay stage = first;

  @BeforeEach
  void storeLongList() {
    stage = first.other(CONFIG);
    var tags = new ArrayList<List<String>>();
    tags.add(TestRelay.tag("d", "r"));
    for (int i = 1; i <= 1_200; i++) {
      tags.add(TestRelay.tag("p", "%064x".formatted(i)));
    }
    stage
        .store
        .write(
            List.of(
                new Change.Save(
                    TestRelay.event(TestRelay.RELAY, 1, 39_000, List.of(TestRelay.tag("d", "r")))),
                new Change.Save(TestRelay.event(TestRelay.RELAY, stage.now(), 39_002, tags))))
        .join();
  }

  private static boolean hasAlice(LiveRelay relay) {
    var room = relay.rooms().state().find("r");
    return room != null && room.members().contains(TestRelay.ALICE.publicKey());
  }

  private boolean isListed() {
    var list = stage.enter(TestRelay.OWNER).asks("{\"kinds\":[39002]}").getFirst();
    return TestRelay.values(list, "p").contains(TestRelay.hex(TestRelay.ALICE));
  }

  @Test
  void a_member_whose_list_was_not_written_is_a_member_after_a_restart() {
    new RoomClient(stage, TestRelay.ALICE).does(9_021, "r");
    assertThat(hasAlice(stage.relay)).isTrue();
    stage.store.refuseWrites(true);
    assertThat(isListed()).isFalse();
    assertThat(hasAlice(stage.again(CONFIG))).isTrue();
    stage.store.refuseWrites(false);
    await().until(this::isListed);
  }

  @Test
  void a_member_who_left_in_the_same_second_is_no_member_after_a_restart() {
    var alice = new RoomClient(stage, TestRelay.ALICE);
    alice.does(9_021, "r");
    alice.does(9_022, "r");
    assertThat(hasAlice(stage.again(CONFIG))).isFalse();
    assertThat(hasAlice(stage.relay)).isFalse();
  }
}
