package caravel.control.hosting.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Event;
import caravel.nostr.SecretKey;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Which events of a mirror a restore has.
final class SurvivingEventsTest {
  private static final SecretKey RELAY = SecretKey.parse("01".repeat(32));
  private static final SecretKey ALICE = SecretKey.parse("02".repeat(32));
  private static final SecretKey BOB = SecretKey.parse("03".repeat(32));

  private final SurvivingEvents surviving =
      new SurvivingEvents(RELAY.publicKey(), Set.of(BOB.publicKey()));

  private static Event event(SecretKey author, int kind, long at, List<List<String>> tags) {
    return Event.sign(author, at, kind, tags, "");
  }

  private static List<String> tag(String name, String value) {
    return List.of(name, value);
  }

  @Test
  void a_deletion_removes_events_of_its_author_alone() {
    var mine = event(ALICE, 1, 10, List.of());
    var relays = event(RELAY, 1, 10, List.of());
    var later = event(ALICE, 1, 11, List.of());
    surviving.log(later);
    var targets =
        List.of(tag("e", mine.id().hex()), tag("e", relays.id().hex()), tag("e", later.id().hex()));
    surviving.log(event(ALICE, 5, 20, targets));
    assertThat(surviving.keepsCopied(mine)).isFalse();
    assertThat(surviving.keepsCopied(relays)).isTrue();
    assertThat(surviving.keepsLogged(later)).isFalse();
  }

  @Test
  void an_event_that_is_published_again_after_its_deletion_survives() {
    var mine = event(ALICE, 1, 10, List.of());
    surviving.log(event(ALICE, 5, 20, List.of(tag("e", mine.id().hex()))));
    surviving.log(mine);
    assertThat(surviving.keepsCopied(mine)).as("it is taken from the log").isFalse();
    assertThat(surviving.keepsLogged(mine)).isTrue();
    assertThat(surviving.keepsLogged(mine)).as("once").isFalse();
  }

  @Test
  void an_address_is_deleted_up_to_the_time_of_the_deletion() {
    var old = event(ALICE, 30_023, 10, List.of(tag("d", "post")));
    var other = event(ALICE, 30_023, 10, List.of(tag("d", "other")));
    var address = "30023:" + ALICE.publicKey().hex() + ":post";
    surviving.log(event(ALICE, 5, 20, List.of(tag("a", address))));
    var renewed = event(ALICE, 30_023, 21, List.of(tag("d", "post")));
    surviving.log(renewed);
    assertThat(surviving.keepsCopied(old)).isFalse();
    assertThat(surviving.keepsCopied(other)).isTrue();
    assertThat(surviving.keepsLogged(renewed)).isTrue();
  }

  @Test
  void one_version_of_a_replaceable_event_survives() {
    var copied = event(ALICE, 0, 10, List.of());
    var newer = event(ALICE, 0, 11, List.of());
    var older = event(ALICE, 0, 9, List.of());
    surviving.log(newer);
    surviving.log(older);
    assertThat(surviving.keepsCopied(copied)).isFalse();
    assertThat(surviving.keepsLogged(newer)).isTrue();
    assertThat(surviving.keepsLogged(older)).isFalse();
  }

  @Test
  void an_older_version_that_arrives_live_does_not_replace_the_copied_one() {
    var copied = event(ALICE, 10_002, 10, List.of());
    var older = event(ALICE, 10_002, 9, List.of());
    surviving.log(older);
    assertThat(surviving.keepsCopied(copied)).isTrue();
    assertThat(surviving.keepsLogged(older)).isFalse();
  }

  @Test
  void a_deleted_group_does_not_come_back() {
    var metadata = event(RELAY, 39_000, 10, List.of(tag("d", "room")));
    var message = event(ALICE, 9, 10, List.of(tag("h", "room")));
    var elsewhere = event(ALICE, 9, 10, List.of(tag("h", "hall")));
    var deletion = event(ALICE, 9_008, 20, List.of(tag("h", "room")));
    surviving.log(deletion);
    assertThat(surviving.keepsCopied(metadata)).isFalse();
    assertThat(surviving.keepsCopied(message)).isFalse();
    assertThat(surviving.keepsCopied(elsewhere)).isTrue();
    assertThat(surviving.keepsLogged(deletion)).isTrue();
  }

  @Test
  void what_is_banned_does_not_come_back() {
    var banned = event(ALICE, 1, 10, List.of());
    var list =
        event(
            RELAY,
            30_078,
            20,
            List.of(tag("d", "zooid/banned_events"), List.of("event", banned.id().hex(), "spam")));
    surviving.log(list);
    assertThat(surviving.keepsCopied(banned)).isFalse();
    assertThat(surviving.keepsCopied(event(BOB, 1, 10, List.of()))).isFalse();
    assertThat(surviving.keepsLogged(list)).isTrue();
  }
}
