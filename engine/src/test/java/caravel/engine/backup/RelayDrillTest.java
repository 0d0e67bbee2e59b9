package caravel.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.backup.BackupException;
import caravel.nostr.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A restore test calls a relay's backup good only if the restored relay is complete and sound.
final class RelayDrillTest {
  @TempDir Path folder;

  @Test
  void a_sound_backup_passes_and_missing_changes_are_found() throws Exception {
    try (var relays = new TestBackup(folder)) {
      for (int i = 0; i < 5; i++) {
        relays.save("a", note(i));
        relays.backup().shipNow();
      }
      relays.backup().maintainNow();
      for (int i = 5; i < 8; i++) {
        relays.save("a", note(i));
        relays.backup().shipNow();
      }
      long now = relays.now.get();
      assertThat(drill(relays, Map.of()))
          .containsExactly(new RelayDrill.Relay("a", 8, now, Optional.empty()));
      assertThat(scratch()).doesNotExist();
      Files.delete(relays.stored("relays/log").getFirst());
      assertThat(drill(relays, Map.of()))
          .singleElement()
          .satisfies(relay -> assertThat(relay.fault().orElse("")).contains("lacks changes of a"));
    }
  }

  @Test
  void an_event_without_a_valid_signature_is_found() throws Exception {
    try (var relays = new TestBackup(folder)) {
      var event = note(1);
      relays.save("a", new Event(event.id(), event.unsigned(), "ab".repeat(64)));
      relays.backup().maintainNow();
      assertThat(drill(relays, Map.of()))
          .singleElement()
          .satisfies(
              relay -> assertThat(relay.fault().orElse("")).contains("wrong id or signature"));
    }
  }

  @Test
  void a_damaged_base_is_the_fault_of_its_relay_and_the_others_are_tested() throws Exception {
    try (var relays = new TestBackup(folder)) {
      relays.save("a", note(1));
      relays.save("b", note(2));
      relays.backup().maintainNow();
      var base = relays.stored("relays/base/a").getFirst();
      var bytes = Files.readAllBytes(base);
      bytes[bytes.length / 2] ^= 1;
      Files.write(base, bytes);
      var faults = new HashMap<String, Boolean>();
      drill(relays, Map.of())
          .forEach(relay -> faults.put(relay.schema(), relay.fault().isPresent()));
      assertThat(faults).isEqualTo(Map.of("a", true, "b", false));
    }
  }

  @Test
  void every_relay_has_its_turn() throws Exception {
    try (var relays = new TestBackup(folder)) {
      for (int i = 0; i < 30; i++) {
        relays.save("relay" + i, note(i));
      }
      relays.backup().maintainNow();
      var tested = new HashMap<String, Instant>();
      for (int day = 0; day < 4; day++) {
        var at = Instant.EPOCH.plusSeconds(day + 1);
        drill(relays, tested).forEach(relay -> tested.put(relay.schema(), at));
      }
      assertThat(tested).hasSize(30);
    }
  }

  private List<RelayDrill.Relay> drill(TestBackup relays, Map<String, Instant> lastTested)
      throws BackupException {
    return RelayDrill.run(relays.objects(), scratch(), relays.clock().instant(), lastTested);
  }

  private Path scratch() {
    return folder.resolve("drill");
  }

  private static Event note(int number) {
    return Event.sign(TestBackup.KEY, 1_700_000_000 + number, 1, List.of(), "note " + number);
  }
}
