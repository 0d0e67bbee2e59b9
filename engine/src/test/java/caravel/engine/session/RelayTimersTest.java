package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The times of OK and REQ that metrics show.
final class RelayTimersTest {
  @RegisterExtension private final TestRelay stage = new TestRelay();

  @Test
  void an_OK_is_timed_once_for_a_stored_event_and_never_for_a_refused_or_known_one() {
    var alice = stage.enter(TestRelay.ALICE);
    var note = TestRelay.note(TestRelay.ALICE, "once");
    alice.publishes(note).hears(Client.ok(note, ""));
    await().until(() -> stage.timers.ok().count() == 1);
    alice.publishes(note).hears(Client.ok(note, ""));
    var bobs = TestRelay.note(TestRelay.BOB, "not alice's");
    alice.publishes(bobs);
    alice.says("[\"REQ\",\"q\",{\"kinds\":[9999]}]");
    await().until(() -> stage.timers.req().count() == 1);
    assertThat(stage.timers.ok().count()).isEqualTo(1);
  }

  @Test
  void a_REQ_is_timed_when_it_is_answered_and_not_when_it_is_refused() {
    var alice = stage.enter(TestRelay.ALICE);
    alice.says("[\"REQ\",\"q\",{\"kinds\":[1]}]").hears("[\"EOSE\",\"q\"]");
    assertThat(stage.timers.req().count()).isEqualTo(1);
    var mallory = stage.enter(TestRelay.MALLORY);
    mallory.says("[\"REQ\",\"q\",{\"kinds\":[1]}]");
    assertThat(stage.timers.req().count()).isEqualTo(1);
  }
}
