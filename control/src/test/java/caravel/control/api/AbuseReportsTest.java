package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.db.FailingWrites;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.relay.RelayId;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Nip19;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Reports of strangers and the operator's decisions about them.
final class AbuseReportsTest {
  private static final SecretKey MEMBER = SecretKey.parse("0d".repeat(32));
  private static final SecretKey REPORTER = SecretKey.parse("0e".repeat(32));
  private static final String HOST = "club.localhost:3334";

  @TempDir Path folder;
  private Platform platform;
  private String relay;

  @BeforeEach
  void start() {
    platform = new Platform(folder);
    relay = platform.relay(ALICE, "club", "free");
    platform.progress().answered(new RelayId(relay), 1);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void a_stranger_reports_a_message_which_is_removed_and_both_sides_learn_it() {
    var spam = message("Cheap watches");
    var code = file(form(spam.id().hex(), "spam", "They do it daily", npub(REPORTER)));
    assertThat(status(code).get("state").asString()).isEqualTo("open");
    var report = reports("open").get(0);
    assertThat(report.get("relay").get("host").asString()).isEqualTo(HOST);
    assertThat(report.get("relay").get("tenant_pubkey").asString())
        .isEqualTo(ALICE.publicKey().hex());
    assertThat(report.get("submissions").get(0).get("text").asString())
        .isEqualTo("They do it daily");
    var id = report.get("id").asString();
    var read = platform.post(ADMIN, "/admin/reports/" + id + "/message").data().get("message");
    assertThat(read.get("content").asString()).isEqualTo("Cheap watches");
    var decided = decide(id, "remove_message", "Advertising isn’t allowed.");
    assertThat(decided.text("state")).isEqualTo("closed");
    assertThat(platform.hostContent.banned).containsKey(spam.id().hex());
    assertThat(
            platform
                .get(ALICE, "/relays/" + relay + "/banned-events")
                .data()
                .get("events")
                .get(0)
                .get("restorable")
                .asBoolean())
        .isTrue();
    assertThat(status(code).get("decision").asString()).isEqualTo("remove_message");
    assertThat(status(code).get("sentence").asString()).isEqualTo("Advertising isn’t allowed.");
    assertThat(notices(ALICE)).singleElement().asString().contains("We removed the message");
    assertThat(notices(REPORTER)).singleElement().asString().contains(HOST, "We removed");
    assertThat(audited()).contains("read_reported_message", "ban_event", "decide_report");
  }

  @Test
  void the_owner_never_learns_who_reported() {
    file(form("", "illegal", "by " + npub(REPORTER), npub(REPORTER)));
    decide(onlyId(), "dismiss", "It’s fine.");
    var seen =
        platform.get(ALICE, "/relays/" + relay + "/activity").json().toString()
            + platform.get(ALICE, "/tenants/" + ALICE.publicKey() + "/notices").json();
    assertThat(seen)
        .contains("It’s fine.")
        .doesNotContain(REPORTER.publicKey().hex(), npub(REPORTER));
    assertThat(platform.get(ALICE, "/admin/reports").status()).isEqualTo(403);
  }

  @Test
  void equal_reports_are_one_and_are_counted_until_it_is_decided() {
    var first = file(form("", "spam", "one", ""));
    var second = file(form("", "spam", "two", ""));
    file(form("", "nudity", "", ""));
    assertThat(second).isNotEqualTo(first);
    assertThat(reports("open")).hasSize(2);
    var spam =
        Stream.of(0, 1)
            .map(at -> reports("").get(at))
            .filter(report -> report.get("reason").asString().equals("spam"))
            .findAny()
            .orElseThrow();
    assertThat(spam.get("times").asInt()).isEqualTo(2);
    decide(spam.get("id").asString(), "dismiss", "Not spam.");
    assertThat(status(second).get("sentence").asString()).isEqualTo("Not spam.");
    file(form("", "spam", "three", ""));
    assertThat(reports("open")).hasSize(2);
    assertThat(reports("closed")).hasSize(1);
  }

  @Test
  void many_people_are_counted_but_only_some_are_stored() {
    for (var person = 0; person < 52; person++) {
      var filed = platform.post(null, "/reports", form("", "spam", "", ""));
      assertThat(filed.status()).isEqualTo(201);
      assertThat(filed.data().get("status_code").isNull()).isEqualTo(person >= 50);
    }
    assertThat(reports("open").get(0).get("times").asInt()).isEqualTo(52);
    assertThat(reports("open").get(0).get("submissions")).hasSize(20);
  }

  @Test
  void a_flood_of_different_reports_about_one_relay_is_stopped() {
    for (var event = 0; event < 40; event++) {
      file(form("%064x".formatted(event), "spam", "", ""));
    }
    var more = form("f".repeat(64), "spam", "", "");
    assertThat(platform.post(null, "/reports", more).refusal()).isEqualTo("429 too-many-requests");
    platform.relay(BOB, "other", "free");
    var other = more.replace("club.", "other.");
    assertThat(platform.post(null, "/reports", other).status()).isEqualTo(201);
    platform.clock.move(Duration.ofHours(2));
    assertThat(platform.post(null, "/reports", more).status()).isEqualTo(201);
  }

  @Test
  void a_signed_report_counts_once_for_each_key() {
    var event = signed(REPORTER, platform.clock.seconds(), "spam");
    assertThat(post(event).data().get("status_code").isNull()).isFalse();
    assertThat(post(event).data().get("status_code").isNull()).isTrue();
    assertThat(
            post(signed(REPORTER, platform.clock.seconds() - 5, "spam"))
                .data()
                .get("status_code")
                .isNull())
        .isTrue();
    assertThat(post(signed(MEMBER, platform.clock.seconds(), "spam")).status()).isEqualTo(201);
    var report = reports("open").get(0);
    assertThat(report.get("times").asInt()).isEqualTo(2);
    assertThat(report.get("event_id").asString()).isEqualTo("a".repeat(64));
    assertThat(report.get("submissions").get(0).get("signed").asBoolean()).isTrue();
  }

  @Test
  void a_forged_an_old_or_another_event_is_no_report() {
    var now = platform.clock.seconds();
    var genuine = EventJson.write(signed(REPORTER, now, "spam"));
    assertThat(refusal(genuine.replace("Look at it", "Look at me")))
        .isEqualTo("The signature of the report is wrong.");
    assertThat(refusal(EventJson.write(signed(REPORTER, now - 700_000, "spam"))))
        .isEqualTo("The report is dated more than a week ago, or in the future.");
    assertThat(refusal(EventJson.write(Event.sign(REPORTER, now, 1, List.of(), "hi"))))
        .isEqualTo("The report must be an event of kind 1984 (NIP-56).");
    assertThat(refusal("{\"x\":1}")).isEqualTo("The report isn’t a Nostr event.");
    assertThat(refusal(EventJson.write(Event.sign(REPORTER, now, 1984, List.of(), "hi"))))
        .isEqualTo("Name the relay that this report is about.");
    assertThat(reports("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 422 invalid reason",
        "{\"reason\":\"rude\",\"relay\":\"club.localhost:3334\"} | 422 invalid reason",
        "{\"reason\":\"spam\"} | 422 invalid relay",
        "{\"reason\":\"spam\",\"relay\":\"none.example\"} | 422 invalid relay",
        "{\"reason\":\"spam\",\"relay\":\".localhost:3334\"} | 422 invalid relay",
        "{\"reason\":\"spam\",\"relay\":5} | 422 invalid relay",
        "{\"reason\":\"spam\",\"relay\":\"club.localhost:3334\",\"event_id\":\"note1x\"} | 422 invalid event_id",
        "{\"reason\":\"spam\",\"relay\":\"club.localhost:3334\",\"reporter\":\"npub1x\"} | 422 invalid reporter",
        "{\"report\":\"text\"} | 422 invalid report",
      })
  void a_form_that_is_not_complete_names_its_field(String body, String refusal) {
    assertThat(platform.post(null, "/reports", body).refusal()).isEqualTo(refusal);
  }

  @Test
  void a_huge_text_is_refused_and_a_code_that_does_not_exist_is_404() {
    assertThat(platform.post(null, "/reports", form("", "spam", "x".repeat(2_001), "")).refusal())
        .isEqualTo("422 invalid text");
    assertThat(platform.get(null, "/reports/" + "0".repeat(32)).refusal())
        .isEqualTo("404 not-found");
    assertThat(platform.get(null, "/reports/x%27%20OR%201").refusal()).isEqualTo("404 not-found");
    assertThat(platform.get(ADMIN, "/admin/reports?status=none").refusal())
        .isEqualTo("422 invalid status");
  }

  @Test
  void a_message_of_another_relay_can_not_be_removed_by_a_report() {
    file(form("b".repeat(64), "illegal", "", ""));
    var refused = decide(onlyId(), "remove_message", "Gone.");
    assertThat(refused.refusal()).isEqualTo("409 conflict");
    assertThat(refused.sentence()).contains("doesn’t have the message");
    assertThat(platform.hostContent.banned).isEmpty();
    assertThat(reports("open")).hasSize(1);
    assertThat(notices(ALICE)).isEmpty();
    assertThat(decide(onlyId(), "dismiss", "Not there.").status()).isEqualTo(200);
  }

  @Test
  void a_report_about_a_relay_has_no_message_to_remove() {
    file(form("", "illegal", "", ""));
    assertThat(decide(onlyId(), "remove_message", "Gone.").refusal())
        .isEqualTo("422 invalid decision");
    assertThat(platform.post(ADMIN, "/admin/reports/" + onlyId() + "/message").refusal())
        .isEqualTo("422 invalid decision");
  }

  @Test
  void the_same_decision_again_changes_nothing_and_another_one_is_refused() {
    file(form("", "illegal", "", npub(REPORTER)));
    var id = onlyId();
    assertThat(decide(id, "suspend_relay", "Illegal.").status()).isEqualTo(200);
    var acts = audited();
    assertThat(decide(id, "suspend_relay", "Illegal.").status()).isEqualTo(200);
    assertThat(audited()).isEqualTo(acts);
    assertThat(decide(id, "dismiss", "Illegal.").refusal()).isEqualTo("409 conflict");
    assertThat(decide(id, "suspend_relay", "Other words.").refusal()).isEqualTo("409 conflict");
    var now = platform.get(ALICE, "/relays/" + relay);
    assertThat(now.text("status")).isEqualTo("suspended");
    assertThat(now.text("suspension_reason")).isEqualTo("Illegal.");
    assertThat(notices(REPORTER)).hasSize(1);
  }

  @Test
  void a_decision_that_was_cut_off_is_completed_by_deciding_again() {
    var spam = message("Cheap watches");
    file(form(spam.id().hex(), "spam", "", ""));
    var id = onlyId();
    platform.hostContent.failure = new RelayReply.Unknown<>("no answer in time");
    assertThat(decide(id, "remove_message", "Spam.").status()).isEqualTo(503);
    assertThat(reports("open")).hasSize(1);
    platform.hostContent.failure = null;
    // The message is removed, and then the report cannot be closed.
    FailingWrites.begin(platform.db, "UPDATE ON abuse_reports", "1 = 1");
    assertThat(decide(id, "remove_message", "Spam.").status()).isEqualTo(500);
    assertThat(platform.hostContent.banned).hasSize(1);
    assertThat(notices(ALICE)).isEmpty();
    FailingWrites.end(platform.db, "abuse_reports");
    assertThat(decide(id, "remove_message", "Spam.").status()).isEqualTo(200);
    assertThat(notices(ALICE)).hasSize(1);
  }

  @Test
  void suspending_the_owner_takes_all_relays_offline() {
    var second = platform.relay(ALICE, "second", "free");
    file(form("", "illegal", "", ""));
    assertThat(decide(onlyId(), "suspend_tenant", "Illegal.").status()).isEqualTo(200);
    for (var id : List.of(relay, second)) {
      assertThat(platform.get(ALICE, "/relays/" + id).text("status")).isEqualTo("suspended");
    }
  }

  private Event message(String text) {
    var event = Event.sign(MEMBER, platform.clock.seconds(), 9, List.of(), text);
    platform.hostContent.stored.add(event);
    return event;
  }

  private static Event signed(SecretKey who, long at, String reason) {
    return Event.sign(
        who,
        at,
        1_984,
        List.of(
            List.of("e", "a".repeat(64), reason),
            List.of("p", MEMBER.publicKey().hex()),
            List.of("relay", "ws://" + HOST + "/")),
        "Look at it");
  }

  private Answer post(Event report) {
    return platform.post(null, "/reports", "{\"report\":" + EventJson.write(report) + "}");
  }

  private String refusal(String report) {
    var answer = platform.post(null, "/reports", "{\"report\":" + report + "}");
    assertThat(answer.status()).isEqualTo(422);
    return answer.sentence();
  }

  private static String form(String event, String reason, String text, String reporter) {
    return "{\"relay\":\"wss://%s/\",\"event_id\":\"%s\",\"reason\":\"%s\",\"text\":\"%s\"%s}"
        .formatted(
            HOST,
            event,
            reason,
            text,
            reporter.isEmpty() ? "" : ",\"reporter\":\"" + reporter + "\"");
  }

  private static String npub(SecretKey key) {
    return Nip19.npub(key.publicKey());
  }

  private String file(String body) {
    var filed = platform.post(null, "/reports", body);
    assertThat(filed.status()).as(filed.json().toString()).isEqualTo(201);
    return filed.text("status_code");
  }

  private JsonNode status(String code) {
    return platform.get(null, "/reports/" + code).data();
  }

  private JsonNode reports(String state) {
    return platform.get(ADMIN, "/admin/reports?status=" + state).data();
  }

  private String onlyId() {
    return reports("open").get(0).get("id").asString();
  }

  private Answer decide(String id, String decision, String sentence) {
    return platform.post(
        ADMIN,
        "/admin/reports/" + id + "/decide",
        "{\"decision\":\"%s\",\"sentence\":\"%s\"}".formatted(decision, sentence));
  }

  private List<String> notices(SecretKey who) {
    return platform.db.read(tx ->
        tx.handle()
            .createQuery(
                "SELECT text FROM notices WHERE tenant_pubkey = :who AND kind LIKE 'report_%'")
            .bind("who", who.publicKey().hex())
            .mapTo(String.class)
            .list());
  }

  private List<String> audited() {
    return platform.db.read(tx ->
        tx.handle()
            .createQuery("SELECT action FROM admin_audit ORDER BY id")
            .mapTo(String.class)
            .list());
  }
}
