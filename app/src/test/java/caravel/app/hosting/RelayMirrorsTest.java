package caravel.app.hosting;

import static caravel.app.hosting.MirroredZooid.FAST;
import static caravel.app.hosting.MirroredZooid.MEMBER;
import static caravel.app.hosting.MirroredZooid.OTHER;
import static caravel.app.hosting.MirroredZooid.OWNER;
import static caravel.app.hosting.MirroredZooid.RELAY_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.control.backup.TestedRelay;
import caravel.control.hosting.KitPeople;
import caravel.control.hosting.RelayHost.PeopleChange;
import caravel.control.hosting.RelayHost.RelayBan;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelaySpec;
import caravel.control.hosting.kit.KitReader;
import caravel.control.hosting.mirror.MirrorPace;
import caravel.nostr.Event;
import caravel.nostr.SecretKey;
import caravel.outbound.RelayConversation.Published;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mirrors of relays on a zooid over real WebSockets into a real folder. An engine is the zooid.
final class RelayMirrorsTest {
  /// Reads the whole relay again and again.
  private static final MirrorPace OFTEN =
      new MirrorPace(FAST.log(), FAST.look(), Duration.ofMillis(100), FAST.turn(), FAST.tick());

  @TempDir Path folder;
  private MirroredZooid zooid;
  private RelaySpec one;

  @BeforeEach
  void start() throws IOException {
    zooid = new MirroredZooid(folder);
    one = zooid.create("one", RELAY_KEY);
    zooid.host().change(one, new PeopleChange.Add(MEMBER.publicKey()));
  }

  @AfterEach
  void stop() {
    zooid.close();
  }

  private static Event note(String text) {
    return Event.sign(MEMBER, Instant.now().getEpochSecond(), 1, List.of(), text);
  }

  private void publish(Event event) throws InterruptedException {
    assertThat(zooid.publish(one, MEMBER, event)).isEqualTo(new Published.Accepted());
  }

  @Test
  void everything_that_a_relay_has_is_mirrored() throws IOException {
    // Seconds with more events than a page, and with exactly one page.
    zooid.importNotes(one, 1_700, 700);
    zooid.host().change(one, new PeopleChange.Ban(OTHER.publicKey(), "spam"));
    zooid.host().invite(one);
    zooid.startMirrors(FAST);
    zooid.awaitMirrored();
    zooid.awaitEqual(one);
  }

  @Test
  void the_drill_tests_the_relays_that_were_not_tested_for_longest() throws Exception {
    for (int i = 2; i < 5; i++) {
      zooid.create("relay" + i, SecretKey.generate());
    }
    publish(note("one"));
    zooid.startMirrors(FAST);
    zooid.awaitMirrored();
    zooid.awaitEqual(one);
    var first = zooid.drill(Map.of());
    assertThat(first).hasSize(3).allMatch(TestedRelay::isGood);
    var tested =
        first.stream().collect(Collectors.toMap(TestedRelay::schema, TestedRelay::testedAt));
    var second = zooid.drill(tested);
    assertThat(second.getFirst().schema()).isNotIn(tested.keySet());
    assertThat(Stream.concat(first.stream(), second.stream()).map(TestedRelay::schema))
        .contains("one_1", "relay2_1", "relay3_1", "relay4_1");
  }

  @Test
  void a_damaged_mirror_fails_the_drill_and_leaves_no_file() throws Exception {
    publish(note("one"));
    zooid.startMirrors(FAST);
    zooid.awaitMirrored();
    zooid.awaitEqual(one);
    zooid.stopMirrors();
    try (var parts = Files.walk(zooid.backup().resolve("mirror/one/copy"))) {
      for (var part : parts.filter(Files::isRegularFile).toList()) {
        var bytes = Files.readAllBytes(part);
        bytes[bytes.length - 1] ^= 1;
        Files.write(part, bytes);
      }
    }
    var tested = zooid.drill(Map.of()).getFirst();
    assertThat(tested.schema()).isEqualTo("one_1");
    assertThat(tested.fault()).contains("mirror/one/copy", "damaged");
    assertThat(folder.resolve("scratch")).isEmptyDirectory();
  }

  @Test
  void what_is_published_later_is_mirrored_also_with_an_old_time() throws Exception {
    zooid.startMirrors(FAST);
    zooid.awaitMirrored();
    publish(note("now"));
    publish(Event.sign(MEMBER, 1_600_000_000, 1, List.of(), "long ago"));
    zooid.host().change(one, new PeopleChange.Add(SecretKey.generate().publicKey()));
    zooid.awaitEqual(one);
  }

  @Test
  void a_deleted_or_replaced_event_is_not_restored() throws Exception {
    var note = note("a mistake");
    var profile = Event.sign(MEMBER, Instant.now().getEpochSecond() - 10, 0, List.of(), "{}");
    publish(note);
    publish(profile);
    zooid.startMirrors(FAST);
    zooid.awaitMirrored();
    var later = note("another mistake");
    publish(later);
    var targets = List.of(List.of("e", note.id().hex()), List.of("e", later.id().hex()));
    publish(Event.sign(MEMBER, Instant.now().getEpochSecond(), 5, targets, ""));
    zooid.awaitEqual(one);
  }

  @Test
  void mirrors_that_are_restarted_in_the_middle_of_a_copy_continue_it() throws Exception {
    zooid.importNotes(one, 24_000, 10);
    zooid.startMirrors(FAST);
    await().until(() -> !keys("/copy/").isEmpty());
    zooid.stopMirrors();
    var before = keys("/copy/");
    assertThat(before).as("an unfinished copy").noneMatch(key -> key.contains("/end-"));
    publish(note("while no mirror runs"));
    zooid.startMirrors(FAST);
    zooid.awaitMirrored();
    assertThat(keys("/copy/")).containsAll(before);
    assertThat(starts()).as("one copy").hasSize(1);
    zooid.awaitEqual(one);
  }

  @Test
  void a_zooid_that_was_away_is_read_where_the_mirror_had_ended() throws Exception {
    zooid.startMirrors(FAST);
    zooid.awaitMirrored();
    zooid.stopZooid();
    zooid.awaitFault("The mirror of relay one: the relay ");
    zooid.startZooid("zooid");
    publish(note("before the mirror is back"));
    zooid.awaitMirrored();
    zooid.awaitEqual(one);
    assertThat(starts()).as("one copy").hasSize(1);
  }

  @Test
  void a_relay_that_refuses_the_key_gives_one_line_and_does_not_stop_others() throws Exception {
    zooid.createWithOtherKey("wrong");
    zooid.startMirrors(FAST);
    zooid.awaitFault(
        "The mirror of relay wrong: the relay refuses its own key: restricted: you are not a"
            + " member of this relay.");
    assertThat(zooid.status().fault().lines()).hasSize(1);
    publish(note("to the other relay"));
    zooid.awaitEqual(one);
  }

  @Test
  void a_deletion_without_an_event_is_not_restored_after_the_next_reading() throws Exception {
    zooid.importNotes(one, 10, 1);
    zooid.startMirrors(OFTEN);
    zooid.awaitMirrored();
    zooid.awaitEqual(one);
    // The ban is lifted at once, so that nothing but the missing events tells of it.
    zooid.stopMirrors();
    zooid.host().change(one, new PeopleChange.Ban(MEMBER.publicKey(), ""));
    zooid.host().change(one, new PeopleChange.LiftBan(MEMBER.publicKey()));
    zooid.startMirrors(OFTEN);
    zooid.awaitEqual(one);
  }

  @Test
  void an_idle_relay_causes_no_writes() throws Exception {
    var two = zooid.create("two", SecretKey.parse("05".repeat(32)));
    zooid.importNotes(one, 10, 1);
    zooid.startMirrors(OFTEN);
    zooid.awaitMirrored();
    var before = keys("mirror/one/");
    var copies = keys("mirror/two/copy/").size();
    // While the other relay is copied ten times, this one is read as often.
    await()
        .until(() -> {
          zooid.publish(
              two,
              OWNER,
              Event.sign(
                  OWNER, Instant.now().getEpochSecond(), 1, List.of(), "" + System.nanoTime()));
          return keys("mirror/two/copy/").size() > copies + 20;
        });
    assertThat(keys("mirror/one/")).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void a_lost_zooid_is_restored_with_its_events_members_and_bans() throws Exception {
    zooid.importNotes(one, 100, 10);
    zooid.host().change(one, new PeopleChange.Ban(OTHER.publicKey(), "spam"));
    zooid.startMirrors(FAST);
    zooid.awaitMirrored();
    publish(note("the last one"));
    zooid.awaitEqual(one);
    var events = zooid.idsOfPeople(one);
    var members = zooid.host().members(one);
    zooid.stopMirrors();
    zooid.stopZooid();

    zooid.startZooid("another disk");
    zooid.host().apply(one);
    var kit = folder.resolve("one.zip");
    var result = zooid.restore(one, Instant.MAX, kit);
    assertThat(result.isWhole()).isTrue();
    assertThat(result.invalid()).isZero();
    try (var in = Files.newInputStream(kit)) {
      var reader = new KitReader(in, Long.MAX_VALUE);
      zooid.host().importEvents(one, reader.events());
      var people = reader.people((_, _, _) -> {});
      assertThat(people.bans()).containsEntry(OTHER.publicKey(), "spam");
      assertThat(new KitPeople(zooid.host(), one).add(people, () -> {}).problem()).isEmpty();
    }
    assertThat(zooid.idsOfPeople(one)).isEqualTo(events);
    assertThat(zooid.host().members(one)).isEqualTo(members);
    assertThat(zooid.host().bans(one))
        .isEqualTo(new RelayReply.Answered<>(List.of(new RelayBan(OTHER.publicKey(), "spam"))));
  }

  /// The times at which copies began.
  private Set<String> starts() throws IOException {
    return keys("/copy/").stream()
        .map(key -> key.substring(0, key.lastIndexOf('/')))
        .collect(Collectors.toSet());
  }

  /// The objects of the backup whose key contains this text.
  private List<String> keys(String part) throws IOException {
    try (var files = Files.walk(zooid.backup())) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> zooid.backup().relativize(file).toString())
          .filter(key -> key.contains(part) && !key.contains(".tmp"))
          .toList();
    }
  }
}
