package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.activity.Entry;
import caravel.control.http.Cursor;
import caravel.control.http.ListQuery;
import caravel.control.relay.RelayId;
import caravel.nostr.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class RelaysTest {
  @TempDir Path folder;
  private Platform platform;

  @BeforeEach
  void start() {
    platform = new Platform(folder);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void a_created_relay_is_as_in_the_golden_file() {
    var made =
        platform.post(
            ALICE,
            "/relays",
            """
            {"subdomain": "my-club", "plan_id": "basic", "zooid_domain": "",
             "info_name": "My club", "info_icon": "https://club.example/logo.png",
             "info_description": "Where we talk", "policy_public_join": 1,
             "a_key_of_the_future": {"x": [1]}}
            """);
    assertThat(made.status()).isEqualTo(201);
    var id = made.text("id");
    var tail = id.replace("-", "").substring(20);
    Golden.check(
        "relay",
        Json.mapper().readTree(made.data().toString().replace(id, "<id>").replace(tail, "<tail>")));
    assertThat(platform.get(ALICE, "/relays/" + id).data()).isEqualTo(made.data());
    assertThat(platform.get(ALICE, "/tenants/" + ALICE.publicKey()).text("status"))
        .isEqualTo("active");
    assertThat(platform.wakes).hasValue(1);
  }

  @Test
  void bad_input_names_its_field() {
    assertThat(create("{\"plan_id\":\"free\"}")).isEqualTo("422 subdomain-empty subdomain");
    assertThat(create("{\"subdomain\":\"club\"}")).isEqualTo("422 invalid plan_id");
    assertThat(create(with("\"plan_id\":\"gold\""))).isEqualTo("422 unknown-plan plan_id");
    assertThat(create(with("\"info_name\":7"))).isEqualTo("422 invalid info_name");
    assertThat(create(with("\"policy_public_read\":true")))
        .isEqualTo("422 invalid policy_public_read");
    assertThat(create(with("\"groups_enabled\":2"))).isEqualTo("422 invalid groups_enabled");
    assertThat(create(with("\"info_icon\":\"ftp://x/y\""))).isEqualTo("422 invalid info_icon");
    assertThat(create(with("\"info_name\":\"" + "n".repeat(101) + "\"")))
        .isEqualTo("422 invalid info_name");
    assertThat(create(with("\"custom_domain\":\"x.localhost\"")))
        .isEqualTo("422 invalid custom_domain");
    assertThat(create(with("\"zooid_domain\":\"elsewhere.example\"")))
        .isEqualTo("422 invalid zooid_domain");
    assertThat(create(with("\"tenant_pubkey\":\"me\""))).isEqualTo("422 invalid tenant_pubkey");
    assertThat(create("[]")).isEqualTo("422 invalid");
    assertThat(create("{")).isEqualTo("422 invalid");
    assertThat(platform.get(ADMIN, "/relays").data()).isEmpty();
    assertThat(platform.get(ADMIN, "/tenants").data()).isEmpty();
  }

  @Test
  void an_icon_of_48_KiB_fits_into_a_request() {
    var head = "data:image/png;base64,";
    var icon = head + "A".repeat(48 * 1024 - head.length());
    assertThat(create(with("\"info_icon\":\"" + icon + "A\""))).isEqualTo("422 invalid info_icon");
    var made = platform.post(ALICE, "/relays", with("\"info_icon\":\"" + icon + "\""));
    assertThat(made.text("info_icon")).isEqualTo(icon);
  }

  @Test
  void only_an_admin_creates_a_relay_for_another_tenant() {
    var body = with("\"tenant_pubkey\":\"" + ALICE.publicKey() + "\"");
    assertThat(platform.post(BOB, "/relays", body).refusal()).isEqualTo("403 forbidden");
    var made = platform.post(ADMIN, "/relays", body);
    assertThat(made.text("tenant_pubkey")).isEqualTo(ALICE.publicKey().hex());
    assertThat(platform.get(ALICE, "/relays/" + made.text("id")).status()).isEqualTo(200);
    // 64 hex digits, but not a point on the curve: a host would refuse such an owner.
    var nobody = "4a298dacae57395a15d0795ddbfd1dcb564da82b0f269bc70a74f8220429ba1d";
    var stray =
        "{\"subdomain\":\"stray\",\"plan_id\":\"free\",\"tenant_pubkey\":\"" + nobody + "\"}";
    assertThat(platform.post(ADMIN, "/relays", stray).refusal())
        .isEqualTo("422 invalid tenant_pubkey");
    var first = activities("/relays/" + made.text("id")).getLast();
    assertThat(first.get("actor").asString()).isEqualTo(ADMIN.publicKey().hex());
  }

  @Test
  void an_update_changes_the_given_fields_and_records_them() {
    var relay = "/relays/" + platform.relay(ALICE, "club", "basic");
    var changed =
        platform.put(
            ALICE, relay, "{\"info_name\":\"Guild\",\"plan_id\":\"growth\",\"push_enabled\":0}");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.text("info_name")).isEqualTo("Guild");
    assertThat(changed.data().get("push_enabled").asInt()).isZero();
    assertThat(changed.text("provisioning_step")).isEqualTo("saved");

    var activity = activities(relay).getFirst();
    assertThat(activity.get("activity_type").asString()).isEqualTo("update_relay");
    assertThat(activity.get("detail").toString())
        .isEqualTo(
            "{\"changed\":[\"plan_id\",\"info_name\",\"push_enabled\"],"
                + "\"plan_id\":{\"from\":\"basic\",\"to\":\"growth\"}}");
    assertThat(platform.wakes).hasValue(2);
  }

  @Test
  void patch_equals_put_and_an_empty_change_is_not_recorded() {
    var relay = "/relays/" + platform.relay(ALICE, "club", "basic");
    var first = platform.call(ALICE, "PATCH", relay, "{\"info_name\":\"Guild\"}");
    assertThat(first.text("info_name")).isEqualTo("Guild");
    var again = platform.call(ALICE, "PATCH", relay, "{\"info_name\":\"Guild\"}");
    assertThat(again.data()).isEqualTo(first.data());
    assertThat(platform.put(ALICE, relay, "{}").data()).isEqualTo(first.data());
    assertThat(types(relay)).containsExactly("update_relay", "create_relay");
    assertThat(platform.wakes).hasValue(2);
  }

  @Test
  void features_and_plans_are_checked_when_they_change() {
    var relay = "/relays/" + platform.relay(ALICE, "club", "free");
    assertThat(platform.get(ALICE, relay).data().get("blossom_enabled").asInt()).isZero();
    assertThat(platform.put(ALICE, relay, "{\"blossom_enabled\":1}").refusal())
        .isEqualTo("422 feature-not-in-plan blossom_enabled");
    assertThat(platform.put(ALICE, relay, "{\"plan_id\":\"special\"}").refusal())
        .isEqualTo("422 unknown-plan plan_id");
    assertThat(platform.put(ADMIN, relay, "{\"plan_id\":\"special\"}").text("plan_id"))
        .isEqualTo("special");

    // Its owner sends the hidden plan back unchanged, as an edit form does.
    var body = "{\"plan_id\":\"special\",\"blossom_enabled\":1}";
    assertThat(platform.put(ALICE, relay, body).data().get("blossom_enabled").asInt()).isEqualTo(1);
    var down = platform.put(ALICE, relay, "{\"plan_id\":\"free\",\"blossom_enabled\":1}");
    assertThat(down.data().get("blossom_enabled").asInt()).isZero();
  }

  @Test
  void a_plan_too_small_for_the_present_members_is_refused() {
    var id = platform.relay(ALICE, "club", "basic");
    platform.progress().membersSeen(new RelayId(id), 11);
    assertThat(platform.get(ALICE, "/relays/" + id).data().get("member_count").asInt())
        .isEqualTo(11);
    assertThat(platform.put(ALICE, "/relays/" + id, "{\"plan_id\":\"free\"}").refusal())
        .isEqualTo("422 member-limit-exceeded plan_id");
    platform.progress().membersSeen(new RelayId(id), 10);
    assertThat(platform.put(ALICE, "/relays/" + id, "{\"plan_id\":\"free\"}").status())
        .isEqualTo(200);
  }

  @Test
  void a_relay_can_be_deactivated_and_reactivated() {
    var relay = "/relays/" + platform.relay(ALICE, "club", "basic");
    assertThat(platform.post(ALICE, relay + "/reactivate").text("status")).isEqualTo("active");
    assertThat(platform.post(ALICE, relay + "/deactivate").text("status")).isEqualTo("inactive");
    var again = platform.post(ALICE, relay + "/deactivate");
    assertThat(again.refusal()).isEqualTo("400 relay-is-inactive");
    assertThat(platform.post(ALICE, relay + "/reactivate").text("status")).isEqualTo("active");
    assertThat(types(relay)).containsExactly("activate_relay", "deactivate_relay", "create_relay");
    assertThat(platform.wakes).hasValue(3);
  }

  @Test
  void only_an_admin_reactivates_a_suspended_relay() {
    var relay = "/relays/" + platform.relay(ALICE, "club", "basic");
    assertThat(platform.post(ADMIN, relay + "/suspend", "{\"reason\":\" \"}").refusal())
        .isEqualTo("422 invalid reason");
    var suspended = platform.post(ADMIN, relay + "/suspend", "{\"reason\":\"spam\"}");
    assertThat(suspended.text("status")).isEqualTo("suspended");
    assertThat(suspended.text("suspension_reason")).isEqualTo("spam");

    assertThat(platform.post(ALICE, relay + "/reactivate").refusal())
        .isEqualTo("403 relay-suspended");
    assertThat(platform.put(ALICE, relay, "{\"info_name\":\"still mine\"}").status())
        .isEqualTo(200);
    platform.post(ADMIN, relay + "/suspend", "{\"reason\":\"spam\"}");
    assertThat(types(relay)).containsExactly("update_relay", "suspend_relay", "create_relay");

    var back = platform.post(ADMIN, relay + "/unsuspend");
    assertThat(back.text("status")).isEqualTo("active");
    assertThat(back.data().has("suspension_reason")).isFalse();
  }

  @Test
  void every_activity_keeps_the_plan_its_price_and_the_status() {
    var id = platform.relay(ALICE, "club", "basic");
    platform.put(ALICE, "/relays/" + id, "{\"plan_id\":\"growth\"}");
    platform.post(ALICE, "/relays/" + id + "/deactivate");
    platform.delete(ALICE, "/relays/" + id + "?confirm=club");
    var query = new ListQuery("", "", 10, Cursor.START);
    var history =
        platform.db.read(tx ->
            platform.activities.ofResource(
                tx, ALICE.publicKey(), new Entry.Resource("relay", id), query));
    assertThat(history.rows())
        .extracting(activity -> activity.entry().snapshot().toString())
        .containsExactly(
            snapshot("growth", 50_000, "inactive", true),
            snapshot("growth", 50_000, "inactive", false),
            snapshot("growth", 50_000, "active", false),
            snapshot("basic", 10_000, "active", false));
  }

  @Test
  void activities_come_in_pages_and_are_searched() {
    var relay = "/relays/" + platform.relay(ALICE, "club", "basic");
    platform.post(ALICE, relay + "/deactivate");
    platform.post(ALICE, relay + "/reactivate");
    var first = platform.get(ALICE, relay + "/activity?limit=2");
    assertThat(first.data().get("activity")).hasSize(2);
    assertThat(first.json().get("total").asInt()).isEqualTo(3);
    var rest =
        platform.get(
            ALICE, relay + "/activity?limit=2&cursor=" + first.json().get("next").asString());
    assertThat(rest.data().at("/activity/0/activity_type").asString()).isEqualTo("create_relay");
    assertThat(rest.json().has("next")).isFalse();
    var mine = "/tenants/" + ALICE.publicKey() + "/activity";
    assertThat(platform.get(ALICE, mine).data().get("activity")).hasSize(4);
    assertThat(platform.get(ALICE, mine + "?q=activate").json().get("matched").asInt())
        .isEqualTo(2);
    assertThat(platform.get(ALICE, mine + "?q=" + relay.substring(8)).json().get("matched").asInt())
        .isEqualTo(3);
  }

  private static String snapshot(String plan, long amount, String status, boolean deleted) {
    return "{\"plan_id\":\"%s\",\"amount\":%d,\"currency\":\"sat\",\"status\":\"%s\",\"deleted\":%s}"
        .formatted(plan, amount, status, deleted);
  }

  @Test
  void members_and_health_answer_before_the_first_sync() {
    var relay = "/relays/" + platform.relay(ALICE, "club", "free");
    assertThat(platform.get(ALICE, relay + "/members").data().get("members")).isEmpty();
    assertThat(platform.get(ALICE, relay + "/health").data().get("probes")).isEmpty();
  }

  @Test
  void the_secret_is_sealed_and_only_hosting_reads_it() {
    var id = platform.relay(ALICE, "club", "free");
    var secret = platform.progress().secret(new RelayId(id)).revealHex();
    assertThat(secret).hasSize(64);
    assertThat(platform.get(ADMIN, "/relays/" + id).json().toString()).doesNotContain(secret);
  }

  /// Findings S2 and P2: a key could reserve any number of labels by renaming one relay.
  @Test
  void a_tenant_has_a_limited_number_of_labels() {
    var id = platform.relay(ALICE, "club", "free");
    for (var i = 0; i <= 50; i++) {
      platform.clock.move(Duration.ofSeconds(1));
      platform.put(ALICE, "/relays/" + id, "{\"subdomain\":\"club-" + i + "\"}");
    }
    assertThat(
            platform.db.<Integer>read(tx ->
                tx.handle().select("SELECT count(*) FROM labels_held").mapTo(Integer.class).one()))
        .isEqualTo(50);
    var bob = platform.get(BOB, "/subdomains/club").data();
    assertThat(bob.path("available").asBoolean()).as("the oldest is free again").isTrue();
    assertThat(platform.get(BOB, "/subdomains/club-0").data().path("available").asBoolean())
        .isFalse();
  }

  /// Finding P2: a loop of create and delete left millions of rows, keys and configurations.
  @Test
  void a_tenant_has_a_limited_number_of_deleted_relays() {
    for (var i = 0; i < 100; i++) {
      var id = platform.relay(ALICE, "club-" + i, "free");
      platform.delete(ALICE, "/relays/" + id + "?confirm=club-" + i);
    }
    var refused =
        platform.post(ALICE, "/relays", "{\"subdomain\":\"one-more\",\"plan_id\":\"free\"}");
    assertThat(refused.refusal()).startsWith("422 relay-limit");
    assertThat(refused.json().path("error").asString()).contains("deleted 100 relays");
  }

  private String create(String body) {
    return platform.post(ALICE, "/relays", body).refusal();
  }

  /// A valid request with some fields replaced.
  private static String with(String more) {
    var plan = more.contains("plan_id") ? "" : "\"plan_id\":\"free\",";
    return "{\"subdomain\":\"club\"," + plan + more + "}";
  }

  private List<JsonNode> activities(String path) {
    var activities = new ArrayList<JsonNode>();
    platform.get(ALICE, path + "/activity").data().get("activity").forEach(activities::add);
    return activities;
  }

  private List<String> types(String path) {
    return activities(path).stream()
        .map(activity -> activity.get("activity_type").asString())
        .toList();
  }
}
