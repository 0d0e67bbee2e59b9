package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.config.RelayConfig;
import caravel.engine.store.EventCursor;
import caravel.engine.store.StoredEvent;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Rooms in exports and imports.
final class RoomImportTest {
  private static final RelayConfig CONFIG = TestRelay.withRooms(TestRelay.config());

  @RegisterExtension private final TestRelay first = new TestRelay();

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

  /// The copy has signed the announcements of its own members anew, with the same ids.
  private static List<String> ids(List<String> lines) {
    return lines.stream().map(line -> new StoredEvent(line).id()).toList();
  }

  private TestRelay withRooms() {
    var stage = first.other(CONFIG);
    var manager = new RoomClient(stage, TestRelay.MANAGER);
    manager.does(9_007, "open");
    manager.does(9_007, "secret", "private");
    manager.does(9_000, "secret", "p " + TestRelay.hex(TestRelay.ALICE));
    manager.does(9, "open");
    manager.does(9, "secret");
    manager.does(9_010, "secret", "e " + "ab".repeat(32));
    manager.does(9_007, "gone");
    manager.does(9_008, "gone");
    return stage;
  }

  @Test
  void an_export_has_every_event_of_the_rooms_and_an_import_restores_them_in_any_order() {
    var source = withRooms();
    var lines = export(source.relay);
    // The copy has a member list of its own.
    lines.removeIf(line -> line.startsWith("{\"kind\":13534,"));
    Collections.shuffle(lines, new Random(1));
    var copy = first.other(CONFIG);
    var bob = new RoomClient(copy, TestRelay.BOB);
    bob.client().says("[\"REQ\",\"live\",{\"#h\":[\"secret\"]}]");
    assertThat(load(copy.relay, lines).invalid()).isZero();
    assertThat(copy.relay.rooms().state()).isEqualTo(source.relay.rooms().state());
    assertThat(ids(export(copy.relay))).containsAll(ids(lines));
    assertThat(String.join("", RoomClient.heard(bob.client()))).doesNotContain("EVENT");
    assertThat(RoomClient.stored(bob.client(), "{\"kinds\":[9]}").lines()).hasSize(1);
    assertThat(copy.again(CONFIG).rooms().state()).isEqualTo(source.relay.rooms().state());
  }

  @Test
  void metadata_of_another_key_takes_over_no_room() {
    var stage = withRooms();
    var before = stage.relay.rooms().state();
    var lines = new ArrayList<String>();
    for (int kind = 39_000; kind <= 39_005; kind++) {
      var tags = List.of(List.of("d", "secret"), List.of("p", TestRelay.hex(TestRelay.BOB)));
      Event foreign = TestRelay.event(TestRelay.OWNER, TestRelay.START + 9, kind, tags);
      lines.add(EventJson.write(foreign));
    }
    var result = load(stage.relay, lines);
    assertThat(result.invalid()).isEqualTo(6);
    assertThat(result.problems())
        .allMatch(problem -> problem.message().contains("only this relay's own key"));
    assertThat(stage.relay.rooms().state()).isEqualTo(before);
  }

  @Test
  void a_relay_without_rooms_refuses_their_events() {
    var lines = export(withRooms().relay);
    var plain = first.other(TestRelay.config());
    var result = load(plain.relay, lines);
    assertThat(result.problems())
        .isNotEmpty()
        .allMatch(problem -> problem.message().equals("invalid: groups are not enabled"));
    assertThat(RoomClient.stored(plain.enter(TestRelay.BOB), "{\"kinds\":[9,39000]}")).isEmpty();
  }
}
