package caravel.control.notify;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.db.Db;
import caravel.control.db.TestDatabase;
import caravel.control.notify.Messenger.Posted;
import caravel.nostr.Event;
import caravel.nostr.Kinds;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RobotTest {
  private static final SecretKey ROBOT = SecretKey.generate();
  private static final String OUTBOX = "wss://outbox.example";

  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private final FakeRelays relays = new FakeRelays();
  private final List<String> complaints = new ArrayList<>();
  private Db db;

  @BeforeEach
  void open() {
    db = TestDatabase.open(folder.resolve("caravel.db"), clock);
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void it_says_who_it_is_and_where_it_writes_and_reads() {
    robot("Caravel").round();
    assertThat(relays.idsAt(OUTBOX)).hasSize(3).isEqualTo(relays.idsAt(FakeRelays.INDEXER));
    assertThat(last(Kinds.PROFILE).content())
        .isEqualTo("{\"name\":\"Caravel\",\"about\":\"Relays\",\"bot\":true}");
    assertThat(last(Kinds.RELAY_LIST).tags()).containsExactly(List.of("r", OUTBOX));
    assertThat(last(Kinds.DIRECT_MESSAGE_RELAYS).tags())
        .containsExactly(List.of("relay", FakeRelays.HOME));
    assertThat(relays.handed).allMatch(handed -> handed.event().check() == Event.Check.GENUINE);
  }

  @Test
  void a_published_event_is_not_published_again() {
    robot("Caravel").round();
    clock.move(Duration.ofDays(3));
    robot("Caravel").round();
    assertThat(relays.handed).hasSize(6);
  }

  @Test
  void only_what_changed_is_published_and_it_replaces_the_last_even_if_the_clock_stands() {
    robot("Caravel").round();
    var before = last(Kinds.PROFILE);
    robot("Schooner").round();
    assertThat(relays.handed).hasSize(8);
    assertThat(last(Kinds.PROFILE).content()).contains("Schooner");
    assertThat(last(Kinds.PROFILE).createdAt()).isGreaterThan(before.createdAt());
  }

  @Test
  void a_relay_that_does_not_take_it_is_asked_again_with_the_same_event() {
    relays.answers.put(OUTBOX, new Posted.Silent("no answer in time"));
    var robot = robot("Caravel");
    var rests = new ArrayList<Duration>();
    for (var round = 0; round < 20; round++) {
      rests.add(robot.round());
    }
    assertThat(rests.getFirst()).isEqualTo(Duration.ofSeconds(5));
    assertThat(rests.getLast()).isEqualTo(Duration.ofHours(1));
    assertThat(complaints.getLast()).contains(OUTBOX, "no answer in time");
    assertThat(relays.idsAt(OUTBOX).stream().distinct()).hasSize(3);
    assertThat(relays.idsAt(FakeRelays.INDEXER)).hasSize(3);
    relays.answers.clear();
    robot("Caravel").round();
    assertThat(relays.idsAt(OUTBOX).stream().distinct()).as("after a restart too").hasSize(3);
  }

  @Test
  void the_summary_of_the_availability_is_published_on_the_outbox_until_it_changes() {
    var robot = robot("Caravel");
    var summary = new AtomicReference<>("{\"from\":\"2026-08-25\"}");
    robot.publish(() -> Optional.of(summary.get()));
    robot.round();
    robot.round();
    assertThat(summaries()).hasSize(1);
    assertThat(last(Kinds.APPLICATION_DATA).tags()).contains(List.of("d", "caravel-status"));
    clock.move(Duration.ofDays(1));
    summary.set("{\"from\":\"2026-08-26\"}");
    robot.round();
    assertThat(summaries()).hasSize(2);
    assertThat(last(Kinds.APPLICATION_DATA).content()).isEqualTo(summary.get());
    assertThat(relays.handed)
        .filteredOn(handed -> handed.event().kind() == Kinds.APPLICATION_DATA)
        .allMatch(handed -> handed.relay().url().equals(OUTBOX));
  }

  @Test
  void nothing_is_published_about_a_platform_that_was_never_probed() {
    var robot = robot("Caravel");
    robot.publish(Optional::empty);
    robot.round();
    assertThat(summaries()).isEmpty();
  }

  private List<Event> summaries() {
    return relays.handed.stream()
        .map(FakeRelays.Handed::event)
        .filter(event -> event.kind() == Kinds.APPLICATION_DATA)
        .toList();
  }

  private Event last(int kind) {
    return relays.handed.stream()
        .map(FakeRelays.Handed::event)
        .filter(event -> event.kind() == kind)
        .reduce((_, later) -> later)
        .orElseThrow();
  }

  private Robot robot(String name) {
    var settings =
        new RobotSettings(
            ROBOT,
            new RobotSettings.Profile(name, "Relays", ""),
            new RobotSettings.Relays(
                List.of(OUTBOX), List.of(FakeRelays.INDEXER), List.of(FakeRelays.HOME)),
            false);
    return new Robot(db, relays, settings, complaints::add);
  }
}
