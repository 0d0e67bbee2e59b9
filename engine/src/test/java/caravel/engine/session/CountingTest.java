package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Event;
import caravel.nostr.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// COUNT (NIP-45).
final class CountingTest {
  @RegisterExtension private final TestRelay stage = new TestRelay();

  private static String count(String filters) {
    return "[\"COUNT\",\"c\"," + filters + "]";
  }

  private static String counted(int count) {
    return "[\"COUNT\",\"c\",{\"count\":" + count + "}]";
  }

  private void publish(int kind, int second, List<List<String>> tags) {
    var event = Event.sign(TestRelay.ALICE, 1_700_000_000 + second, kind, tags, "");
    stage.enter(TestRelay.ALICE).publishes(event).hears(Client.ok(event, ""));
  }

  @Test
  void conformance_77_count_answers_how_many_events_the_reader_may_see() {
    for (int i = 0; i < 5; i++) {
      publish(1, i, List.of());
    }
    publish(7, 9, List.of(TestRelay.tag("t", "x")));
    stage.ban(TestRelay.EVE);
    var bob = stage.enter(TestRelay.BOB);
    bob.says(count("{\"kinds\":[1]}"))
        .hears(counted(5))
        .says(count("{\"kinds\":[1],\"limit\":0}"))
        .hears(counted(5))
        .says(count("{\"kinds\":[1]},{\"kinds\":[1,7]},{\"#t\":[\"x\"]}"))
        .hears(counted(6))
        .says(count("{\"kinds\":[1],\"since\":1700000003}"))
        .hears(counted(2))
        .says(count("{\"kinds\":[30078,28935]}"))
        .hears(counted(0));
    stage.enter(TestRelay.OWNER).says(count("{\"kinds\":[30078]}")).hears(counted(1));
    assertThat(bob.memory().bytes()).isZero();
    bob.hearsNothing();
  }

  /// More events than one page, many of them in one second.
  @Test
  void a_count_goes_on_behind_its_first_page() {
    var events = new java.util.ArrayList<caravel.engine.store.EventStore.Change>();
    for (int i = 0; i < 2_500; i++) {
      var event = Event.sign(TestRelay.BOB, 1_700_000_000 + i / 900, 1, List.of(), "n" + i);
      events.add(new caravel.engine.store.EventStore.Change.Save(event));
    }
    stage.store.write(events).join();
    stage.enter(TestRelay.ALICE).says(count("{\"kinds\":[1]}")).hears(counted(2_500));
  }

  @Test
  void nothing_expired_is_counted() {
    var end = TestRelay.tag("expiration", Long.toString(TestRelay.START + 60));
    publish(1, 0, List.of(end));
    var bob = stage.enter(TestRelay.BOB);
    bob.says(count("{\"kinds\":[1]}")).hears(counted(1));
    stage.advance(60);
    bob.says(count("{\"kinds\":[1]}")).hears(counted(0));
  }

  @Test
  void strangers_learn_no_count() {
    var stranger = stage.connect();
    stranger.challenge();
    stranger.says(count("{}")).challenge();
    stranger.hears("[\"CLOSED\",\"c\",\"auth-required: authentication is required for access\"]");
    stage
        .enter(TestRelay.EVE)
        .says(count("{}"))
        .hears("[\"CLOSED\",\"c\",\"restricted: you are not a member of this relay\"]");
  }

  @Test
  void a_count_with_too_many_filters_is_refused() {
    var filters = "{}" + ",{}".repeat(Reading.FILTERS_MAX);
    var alice = stage.enter(TestRelay.ALICE);
    alice.says(count(filters));
    assertThat(Json.tree(alice.next()).get(0).asString()).isEqualTo("CLOSED");
    alice.says("[\"COUNT\",\"" + "y".repeat(300) + "\",{}]");
    assertThat(alice.next()).doesNotContain("y".repeat(65));
  }
}
