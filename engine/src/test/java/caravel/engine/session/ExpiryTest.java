package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.store.EventCursor;
import caravel.nostr.Event;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Expired events (NIP-40) on every channel that shows events.
final class ExpiryTest {
  @RegisterExtension private final TestRelay stage = new TestRelay();

  private static Event expiring(int second, long at) {
    var tags = List.of(TestRelay.tag("expiration", Long.toString(at)));
    return Event.sign(TestRelay.ALICE, 1_700_000_000 + second, 1, tags, "soon gone");
  }

  @Test
  void conformance_134_an_expired_event_is_on_no_channel_before_it_is_removed() {
    var event = expiring(0, TestRelay.START + 60);
    var alice = stage.enter(TestRelay.ALICE);
    alice.publishes(event).hears(Client.ok(event, ""));
    var bob = stage.enter(TestRelay.BOB);
    assertThat(bob.asks("{\"kinds\":[1]}")).hasSize(1);
    stage.advance(60);
    assertThat(stage.store.count()).as("stored events").isGreaterThan(0);
    assertThat(stage.store.find(event.id())).isPresent();
    for (var filter :
        List.of(
            "{\"kinds\":[1]}",
            "{\"ids\":[\"" + event.id().hex() + "\"]}",
            "{\"authors\":[\"" + TestRelay.hex(TestRelay.ALICE) + "\"],\"kinds\":[1]}",
            "{\"search\":\"gone\"}")) {
      assertThat(bob.asks(filter)).as(filter).isEmpty();
      bob.says("[\"COUNT\",\"c\"," + filter + "]").hears("[\"COUNT\",\"c\",{\"count\":0}]");
      bob.says("[\"NEG-OPEN\",\"n\"," + filter + ",\"6100000200\"]")
          .hears("[\"NEG-MSG\",\"n\",\"6100000200\"]");
    }
    assertThat(stage.relay.export(EventCursor.START)).noneMatch(row -> row.kind() == 1);
  }

  @Test
  void conformance_134_an_expired_event_is_not_delivered_live() {
    var bob = stage.enter(TestRelay.BOB);
    bob.says("[\"REQ\",\"live\",{\"kinds\":[1]}]").hears("[\"EOSE\",\"live\"]");
    var late = expiring(0, TestRelay.START);
    var alice = stage.enter(TestRelay.ALICE);
    alice.publishes(late).hears(Client.ok(late, ""));
    var kept = TestRelay.note(TestRelay.ALICE, "kept");
    alice.publishes(kept).hears(Client.ok(kept, ""));
    bob.hears(Client.event("live", kept));
  }
}
