package caravel.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Values read from the text equal those of the parsed event.
final class StoredEventTest {
  private static void assertAgrees(Event event) {
    var stored = new StoredEvent(EventJson.write(event));
    assertThat(stored.kind()).isEqualTo(event.kind());
    assertThat(stored.id()).isEqualTo(event.id().hex());
    assertThat(stored.pubkey()).isEqualTo(event.pubkey().hex());
    for (var name : List.of("h", "d", "t", "p", "none")) {
      assertThat(stored.tagValue(name)).as(name).isEqualTo(event.tagValue(name));
    }
    assertThat(stored.jsonWithoutSignature()).isEqualTo(EventJson.write(event.withoutSignature()));
  }

  @Test
  void random_events_are_read_right_without_parsing() {
    long seed = 11;
    var random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      assertAgrees(Events.any(random));
    }
  }

  @Test
  void text_that_looks_like_structure_is_not_taken_for_it() {
    assertAgrees(Events.event(1, 1, 1, "[\"h\",\"fake\"] ,\"sig\":\"" + "0".repeat(128) + "\"}"));
    assertAgrees(
        Events.event(
            1,
            1,
            65_535,
            "",
            List.of(
                List.of("x", "[\"h\",\"fake\"]"),
                List.of("h"),
                List.of("x", "[", "h", "fake"),
                List.of("[", "h"),
                List.of("h", "true \"one\""),
                List.of("h", "second"))));
  }

  @Test
  void an_event_without_signature_stays_as_it_is() {
    assertAgrees(Events.event(1, 1, 1, "x").withoutSignature());
  }
}
