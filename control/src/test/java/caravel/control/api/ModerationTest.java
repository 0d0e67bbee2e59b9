package caravel.control.api;

import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.relay.RelayId;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The messages of a relay, the reports about them and their removal over the API, against a
/// scripted host.
final class ModerationTest {
  private static final SecretKey MEMBER = SecretKey.parse("0d".repeat(32));
  private static final SecretKey REPORTER = SecretKey.parse("0e".repeat(32));
  private static final long NOON = 1_700_000_000;

  @TempDir Path folder;
  private Platform platform;
  private String relay;

  @BeforeEach
  void start() {
    platform = new Platform(folder);
    var id = platform.relay(ALICE, "club", "free");
    platform.progress().answered(new RelayId(id), 1);
    relay = "/relays/" + id;
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void messages_are_found_by_text_and_author_and_have_their_room() {
    var hello = message(NOON, "Hello sailors", List.of(List.of("h", "harbour")));
    message(NOON + 1, "Cheap watches", List.of());
    var found = platform.get(ALICE, relay + "/events?search=hello").data();
    assertThat(found.get("events")).hasSize(1);
    var shown = found.get("events").get(0);
    assertThat(shown.get("id").asString("")).isEqualTo(hello.id().hex());
    assertThat(shown.get("content").asString("")).isEqualTo("Hello sailors");
    assertThat(shown.get("room").asString("")).isEqualTo("harbour");
    assertThat(found.get("next").isNull()).isTrue();
    assertThat(texts("?author=" + MEMBER.publicKey())).hasSize(2);
    assertThat(texts("?author=" + REPORTER.publicKey())).isEmpty();
    assertThat(texts("?until=" + NOON)).containsExactly("Hello sailors");
  }

  @Test
  void pages_have_every_message_once() {
    for (var i = 0; i < 120; i++) {
      message(NOON + i / 3, "Message " + i, List.of());
    }
    var all = new ArrayList<String>();
    var query = "";
    while (true) {
      var page = platform.get(ALICE, relay + "/events" + query).data();
      assertThat(page.get("events").size()).isBetween(1, 50);
      page.get("events").forEach(event -> all.add(event.get("content").asString("")));
      if (page.get("next").isNull()) {
        break;
      }
      query = "?until=" + page.get("next").asLong();
    }
    assertThat(all).hasSize(120).doesNotHaveDuplicates();
  }

  @Test
  void a_hostile_text_is_shortened_and_has_no_control_characters() {
    message(
        NOON,
        "a\u0007b\u202Ec\n" + "x".repeat(5_000),
        List.of(List.of("h", "r\n" + "o".repeat(500))));
    var shown = platform.get(ALICE, relay + "/events").data().get("events").get(0);
    assertThat(shown.get("content").asString(""))
        .startsWith("a bc\nxxx")
        .endsWith("…")
        .hasSizeLessThan(1_002);
    assertThat(shown.get("room").asString("")).startsWith("r ooo").hasSizeLessThan(102);
  }

  @Test
  void encrypted_messages_and_the_records_of_the_relay_are_not_shown() {
    for (var kind : List.of(4, 13, 1_059, 1_984, 13_534, 30_078)) {
      platform.hostContent.stored.add(Event.sign(MEMBER, NOON, kind, List.of(), "secret"));
    }
    assertThat(texts("")).isEmpty();
  }

  @Test
  void reports_are_grouped_by_message_and_say_who_and_why() {
    var spam = message(NOON, "Cheap watches", List.of());
    report(REPORTER, NOON + 1, spam, "spam", "Not funny");
    report(ALICE, NOON + 2, spam, "made-up", "");
    report(REPORTER, NOON + 3, Event.sign(MEMBER, NOON, 9, List.of(), "gone"), "illegal", "");
    var data = platform.get(ALICE, relay + "/reports").data();
    assertThat(data.get("complete").asBoolean()).isTrue();
    assertThat(data.get("reports")).hasSize(2);
    assertThat(data.get("reports").get(0).get("event").isNull()).isTrue();
    var group = data.get("reports").get(1);
    assertThat(group.get("subject").asString("")).isEqualTo("message");
    assertThat(group.get("event").get("content").asString("")).isEqualTo("Cheap watches");
    assertThat(group.get("pubkey").asString("")).isEqualTo(MEMBER.publicKey().hex());
    assertThat(group.get("count").asInt()).isEqualTo(2);
    assertThat(group.get("reasons").toString()).isEqualTo("[\"other\",\"spam\"]");
    assertThat(group.get("reports").get(1).get("pubkey").asString(""))
        .isEqualTo(REPORTER.publicKey().hex());
    assertThat(group.get("reports").get(1).get("text").asString("")).isEqualTo("Not funny");
  }

  @Test
  void a_removed_message_is_gone_recorded_once_and_its_report_is_settled() {
    var spam = message(NOON, "Cheap watches", List.of());
    report(REPORTER, NOON + 1, spam, "spam", "");
    var banned = platform.put(ALICE, path(spam), "{\"reason\":\" spam\\u0000\"}");
    assertThat(banned.refusal()).isEqualTo("422 invalid reason");
    banned = platform.put(ALICE, path(spam), "{\"reason\":\"No\\nads \"}");
    assertThat(banned.data().get("reason").asString("")).isEqualTo("No ads");
    assertThat(texts("")).isEmpty();
    assertThat(platform.get(ALICE, relay + "/reports").data().get("reports")).isEmpty();
    var newest = activity();
    assertThat(newest).contains("ban_event", spam.id().hex(), "No ads", MEMBER.publicKey().hex());
    assertThat(newest).doesNotContain("Cheap watches");
    var again = platform.put(ALICE, path(spam), "{\"reason\":\"other\"}");
    assertThat(again.data().get("reason").asString("")).isEqualTo("No ads");
    assertThat(activity()).isEqualTo(newest);
    var list = platform.get(ALICE, relay + "/banned-events").data();
    assertThat(list.get("total").asInt()).isEqualTo(1);
    assertThat(list.get("events").get(0).get("id").asString("")).isEqualTo(spam.id().hex());
  }

  @Test
  void the_records_of_the_relay_are_never_removed() {
    assertThat(texts("")).isEmpty();
    var self = Objects.requireNonNull(platform.hostContent.self);
    var members = Event.sign(self, NOON, 13_534, List.of(), "");
    platform.hostContent.stored.add(members);
    assertThat(platform.put(ALICE, path(members), "{}").refusal()).isEqualTo("409 conflict");
    assertThat(platform.hostContent.banned).isEmpty();
    assertThat(platform.hostContent.stored).containsExactly(members);
  }

  @Test
  void a_removed_message_is_restored_from_its_copy_once() {
    var joke = message(NOON, "A joke", List.of(List.of("h", "harbour")));
    assertThat(platform.delete(ALICE, path(joke)).refusal()).isEqualTo("404 not-found");
    assertThat(platform.put(ALICE, path(joke), "{}").data().get("restorable").asBoolean()).isTrue();
    assertThat(copies()).hasSize(1).noneMatch(copy -> copy.contains("joke"));
    assertThat(restorable()).containsExactly(true);

    assertThat(platform.delete(ALICE, path(joke)).data().get("restored").asBoolean()).isTrue();
    assertThat(platform.host.lines).containsExactly(EventJson.write(joke));
    assertThat(activity()).contains("unban_event", joke.id().hex(), "\"restored\":true");
    assertThat(platform.get(ALICE, relay + "/banned-events").data().get("events")).isEmpty();
    assertThat(copies()).isEmpty();
    assertThat(platform.delete(ALICE, path(joke)).refusal()).isEqualTo("404 not-found");
  }

  @Test
  void a_message_that_was_not_stored_is_allowed_again_without_a_copy() {
    var unseen = Event.sign(MEMBER, NOON, 9, List.of(), "Never seen here");
    platform.put(ALICE, path(unseen), "{}");
    assertThat(restorable()).containsExactly(false);
    assertThat(platform.delete(ALICE, path(unseen)).data().get("restored").asBoolean()).isFalse();
    assertThat(platform.host.lines).isEmpty();
    assertThat(activity()).contains("\"restored\":false");
  }

  @Test
  void a_copy_is_not_kept_for_longer_than_thirty_days_nor_without_its_relay() {
    var old = message(NOON, "Old news", List.of());
    platform.put(ALICE, path(old), "{}");
    platform.clock.move(Duration.ofDays(30));
    assertThat(restorable()).containsExactly(false);
    var young = message(NOON + 1, "New news", List.of());
    platform.put(ALICE, path(young), "{}");
    assertThat(copies()).hasSize(1);
    platform.progress().erased(new RelayId(relay.substring("/relays/".length())), false);
    assertThat(copies()).isEmpty();
  }

  @Test
  void a_dismissed_report_is_gone_and_its_message_stays() {
    var joke = message(NOON, "A joke", List.of());
    report(REPORTER, NOON + 1, joke, "spam", "");
    report(ALICE, NOON + 2, joke, "spam", "");
    var dismissed = platform.delete(ALICE, relay + "/reports/" + joke.id());
    assertThat(dismissed.data().get("dismissed").asInt()).isEqualTo(2);
    assertThat(platform.get(ALICE, relay + "/reports").data().get("reports")).isEmpty();
    assertThat(texts("")).containsExactly("A joke");
    var list = platform.get(ALICE, relay + "/banned-events").data().get("events");
    assertThat(list).hasSize(2).allMatch(event -> event.get("dismissed_report").asBoolean());
    var newest = activity();
    assertThat(newest).contains("dismiss_report", joke.id().hex(), "\"reports\":2");
    assertThat(platform.delete(ALICE, relay + "/reports/" + joke.id()).refusal())
        .isEqualTo("404 not-found");
    assertThat(activity()).isEqualTo(newest);
  }

  @Test
  void a_dismissal_that_breaks_off_records_what_it_did() {
    var joke = message(NOON, "A joke", List.of());
    report(REPORTER, NOON + 1, joke, "spam", "");
    report(ALICE, NOON + 2, joke, "spam", "");
    platform.hostContent.bansBeforeFailure.set(1);
    assertThat(platform.delete(ALICE, relay + "/reports/" + joke.id()).refusal())
        .isEqualTo("503 relay-unreachable");
    assertThat(activity()).contains("dismiss_report", "\"reports\":1");
    assertThat(
            platform
                .get(ALICE, relay + "/reports")
                .data()
                .get("reports")
                .get(0)
                .get("count")
                .asInt())
        .isEqualTo(1);
  }

  @Test
  void another_tenant_sees_and_changes_nothing() {
    platform.post(BOB, "/tenants");
    var spam = message(NOON, "Cheap watches", List.of());
    for (var part : List.of("/events", "/reports", "/banned-events")) {
      assertThat(platform.get(BOB, relay + part).refusal()).isEqualTo("404 not-found");
    }
    assertThat(platform.put(BOB, path(spam), "{}").refusal()).isEqualTo("404 not-found");
    assertThat(platform.delete(BOB, relay + "/reports/" + spam.id()).refusal())
        .isEqualTo("404 not-found");
    assertThat(texts("")).hasSize(1);
  }

  @Test
  void software_without_bans_of_events_is_named_and_reports_are_shown_all_the_same() {
    var spam = message(NOON, "Cheap watches", List.of());
    report(REPORTER, NOON + 1, spam, "spam", "");
    platform.hostContent.failure = new RelayReply.Off<>();
    assertThat(platform.put(ALICE, path(spam), "{}").refusal())
        .isEqualTo("409 moderation-unsupported");
    assertThat(platform.get(ALICE, relay + "/banned-events").refusal())
        .isEqualTo("409 moderation-unsupported");
    assertThat(platform.get(ALICE, relay + "/reports").data().get("reports")).hasSize(1);
    platform.hostContent.failure = new RelayReply.Refused<>("This relay’s software is too old.");
    assertThat(platform.put(ALICE, path(spam), "{}").refusal()).isEqualTo("409 conflict");
    assertThat(platform.get(ALICE, relay + "/reports").data().get("reports")).hasSize(1);
  }

  @Test
  void with_management_off_messages_are_read_and_not_removed() {
    var spam = message(NOON, "Cheap watches", List.of());
    platform.put(ALICE, relay, "{\"management_enabled\":0}");
    assertThat(texts("")).hasSize(1);
    assertThat(platform.get(ALICE, relay + "/reports").status()).isEqualTo(200);
    assertThat(platform.put(ALICE, path(spam), "{}").refusal())
        .isEqualTo("409 management-disabled");
    assertThat(platform.hostContent.banned).isEmpty();
  }

  @Test
  void a_silent_host_is_unavailable_and_nothing_is_recorded() {
    var spam = message(NOON, "Cheap watches", List.of());
    var before = activity();
    platform.hostContent.failure = new RelayReply.Unknown<>("no answer in time");
    for (var part : List.of("/events", "/reports", "/banned-events")) {
      assertThat(platform.get(ALICE, relay + part).refusal()).isEqualTo("503 relay-unreachable");
    }
    assertThat(platform.put(ALICE, path(spam), "{}").refusal()).isEqualTo("503 relay-unreachable");
    assertThat(activity()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"?author=x", "?until=x", "?until=0", "?until=99999999999999999999"})
  void a_wrong_query_is_refused_at_its_field(String query) {
    assertThat(platform.get(ALICE, relay + "/events" + query).refusal())
        .isEqualTo("422 invalid " + query.substring(1, query.indexOf('=')));
  }

  @Test
  void a_search_that_is_too_long_is_refused() {
    assertThat(platform.get(ALICE, relay + "/events?search=" + "x".repeat(257)).refusal())
        .isEqualTo("422 invalid search");
  }

  private Event message(long at, String text, List<List<String>> tags) {
    var event = Event.sign(MEMBER, at, 9, tags, text);
    platform.hostContent.stored.add(event);
    return event;
  }

  private void report(SecretKey by, long at, Event about, String reason, String text) {
    var tags = List.of(List.of("e", about.id().hex(), reason), List.of("p", about.pubkey().hex()));
    platform.hostContent.stored.add(Event.sign(by, at, 1_984, tags, text));
  }

  private String path(Event event) {
    return relay + "/banned-events/" + event.id();
  }

  private List<String> texts(String query) {
    var texts = new ArrayList<String>();
    platform
        .get(ALICE, relay + "/events" + query)
        .data()
        .get("events")
        .forEach(event -> texts.add(event.get("content").asString("")));
    return texts;
  }

  private List<Boolean> restorable() {
    var listed = new ArrayList<Boolean>();
    platform
        .get(ALICE, relay + "/banned-events")
        .data()
        .get("events")
        .forEach(event -> listed.add(event.get("restorable").asBoolean()));
    return listed;
  }

  /// The copies of removed messages as they are stored.
  private List<String> copies() {
    return platform.db.read(tx ->
        tx.handle().createQuery("SELECT event FROM removed_messages").mapTo(String.class).list());
  }

  private String activity() {
    return platform.get(ALICE, relay + "/activity").data().get("activity").get(0).toString();
  }
}
