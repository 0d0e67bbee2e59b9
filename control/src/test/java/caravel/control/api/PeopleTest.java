package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.control.hosting.RelayHost.PeopleChange;
import caravel.control.relay.RelayId;
import caravel.nostr.Json;
import caravel.nostr.Nip19;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Members, bans and invites over the API, against a host that does as instructed.
final class PeopleTest {
  private static final PublicKey CARL = SecretKey.parse("07".repeat(32)).publicKey();
  private static final PublicKey FIRST = FakeHost.FIRST;

  private static final Duration HEARD_MAX = Duration.ofSeconds(15);

  @TempDir Path folder;
  private Platform platform;
  private String id;
  private String relay;

  @BeforeEach
  void start() {
    platform = new Platform(folder);
    id = platform.relay(ALICE, "club", "free");
    relay = "/relays/" + id;
    answered();
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void an_added_member_is_in_the_list_the_count_the_history_and_the_stream() {
    try (var listening = platform.listen(ALICE, "/stream")) {
      var answer = platform.put(ALICE, relay + "/members/" + CARL, "");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.data().get("members"))
          .extracting(key -> key.asString(""))
          .containsExactlyInAnyOrder(CARL.hex(), FIRST.hex());
      assertThat(platform.host.orders).containsExactly(new PeopleChange.Add(CARL));
      assertThat(memberCount()).isEqualTo(2);
      var done = newest();
      assertThat(done.get("activity_type").asString("")).isEqualTo("add_member");
      assertThat(done.get("actor").asString("")).isEqualTo(ALICE.publicKey().hex());
      assertThat(done.get("detail").get("pubkey").asString("")).isEqualTo(CARL.hex());
      assertThat(lastCount(listening)).isEqualTo(2);
    }
  }

  @Test
  void adding_a_present_member_changes_nothing() {
    platform.put(ALICE, relay + "/members/" + CARL, "");
    var rows = activities();
    var again = platform.put(ALICE, relay + "/members/" + CARL, "").data();
    assertThat(again.get("changed").asBoolean()).isFalse();
    assertThat(again.get("is_member").asBoolean()).isTrue();
    assertThat(activities()).isEqualTo(rows);
  }

  @Test
  void a_member_is_removed_once() {
    platform.put(ALICE, relay + "/members/" + CARL, "");
    var answer = platform.delete(ALICE, relay + "/members/" + CARL);
    assertThat(answer.data().get("members"))
        .extracting(key -> key.asString(""))
        .containsExactly(FIRST.hex());
    assertThat(answer.data().get("changed").asBoolean()).isTrue();
    assertThat(newest().get("activity_type").asString("")).isEqualTo("remove_member");
    assertThat(memberCount()).isEqualTo(1);
    var rows = activities();
    assertThat(platform.delete(ALICE, relay + "/members/" + CARL).status()).isEqualTo(200);
    assertThat(activities()).isEqualTo(rows);
    assertThat(platform.host.orders).hasSize(2);
  }

  @Test
  void a_ban_has_its_reason_and_is_lifted() {
    platform.put(ALICE, relay + "/members/" + CARL, "");
    var banned = platform.put(ALICE, relay + "/bans/" + CARL, "{\"reason\":\" spam \"}");
    assertThat(banned.data().get("bans"))
        .singleElement()
        .satisfies(ban -> {
          assertThat(ban.get("pubkey").asString("")).isEqualTo(CARL.hex());
          assertThat(ban.get("reason").asString("")).isEqualTo("spam");
        });
    assertThat(newest().get("activity_type").asString("")).isEqualTo("ban_member");
    assertThat(newest().get("detail").get("reason").asString("")).isEqualTo("spam");
    assertThat(memberCount()).isEqualTo(1);
    assertThat(platform.get(ALICE, relay + "/bans").data().get("bans")).hasSize(1);

    assertThat(platform.delete(ALICE, relay + "/bans/" + CARL).data().get("bans")).isEmpty();
    assertThat(newest().get("activity_type").asString("")).isEqualTo("unban_member");
    var rows = activities();
    assertThat(platform.delete(ALICE, relay + "/bans/" + CARL).status()).isEqualTo(200);
    assertThat(activities()).isEqualTo(rows);
    assertThat(memberCount()).isEqualTo(1);
  }

  @Test
  void a_ban_needs_no_reason_and_adding_lifts_it() {
    assertThat(platform.call(ALICE, "PUT", relay + "/bans/" + CARL, null).status()).isEqualTo(200);
    assertThat(platform.put(ALICE, relay + "/members/" + CARL, "").status()).isEqualTo(200);
    assertThat(platform.get(ALICE, relay + "/bans").data().get("bans")).isEmpty();
  }

  @Test
  void a_reason_has_a_limited_length() {
    var long501 = "{\"reason\":\"" + "x".repeat(501) + "\"}";
    var refused = platform.put(ALICE, relay + "/bans/" + CARL, long501);
    assertThat(refused.refusal()).isEqualTo("422 invalid reason");
  }

  @ParameterizedTest
  @CsvSource({"DELETE,/members/,removed", "PUT,/bans/,banned"})
  void the_owner_cannot_be_removed_or_banned(String method, String path, String word) {
    var refused = platform.call(ADMIN, method, relay + path + ALICE.publicKey(), null);
    assertThat(refused.refusal()).isEqualTo("422 invalid pubkey");
    assertThat(refused.json().get("error").asString("")).contains("owner", word);
    assertThat(platform.host.orders).isEmpty();
  }

  @Test
  void the_relays_own_key_is_not_a_member() {
    var self = platform.progress().secret(new RelayId(id)).publicKey();
    for (var path : new String[] {"/members/", "/bans/"}) {
      assertThat(platform.put(ALICE, relay + path + self, "").refusal())
          .isEqualTo("422 invalid pubkey");
    }
    assertThat(platform.host.orders).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nobody",
        "npub1x",
        "0f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      })
  void an_invalid_key_is_refused_at_the_field(String text) {
    for (var path : new String[] {"/members/", "/bans/"}) {
      for (var method : new String[] {"PUT", "DELETE"}) {
        var refused = platform.call(ALICE, method, relay + path + text, null);
        assertThat(refused.refusal()).isEqualTo("422 invalid pubkey");
      }
    }
  }

  @Test
  void an_npub_is_accepted() {
    var npub = Nip19.npub(CARL);
    platform.put(ALICE, relay + "/members/" + npub, "");
    assertThat(platform.host.orders).containsExactly(new PeopleChange.Add(CARL));
  }

  @Test
  void a_plan_limits_the_number_of_members() {
    for (var i = 2; i <= 10; i++) {
      platform.host.join(new PublicKey(Integer.toHexString(i).repeat(64)));
    }
    var refused = platform.put(ALICE, relay + "/members/" + CARL, "");
    assertThat(refused.refusal()).isEqualTo("422 member-limit-exceeded");
    assertThat(refused.json().get("error").asString("")).contains("10 members", "Free");
    assertThat(platform.host.orders).isEmpty();
    assertThat(platform.put(ALICE, relay + "/members/" + FIRST, "").status()).isEqualTo(200);
  }

  @Test
  void reading_the_members_updates_the_count() {
    assertThat(platform.get(ALICE, relay + "/members").status()).isEqualTo(200);
    assertThat(memberCount()).isEqualTo(1);
    platform.host.join(CARL);
    try (var listening = platform.listen(ALICE, "/stream")) {
      platform.get(ALICE, relay + "/members");
      assertThat(lastCount(listening)).isEqualTo(2);
    }
  }

  @Test
  void an_invite_contains_the_relays_address() {
    var data = platform.post(ALICE, relay + "/invite").data();
    assertThat(data.get("claim").asString("")).isEqualTo("K3Y0FD00R");
    assertThat(data.get("relay").asString("")).isEqualTo("ws://club.localhost:3334");
  }

  @Test
  void disabled_management_is_reported_without_a_call_to_the_relay() {
    platform.put(ALICE, relay, "{\"management_enabled\":0}");
    everyOrderIs("409 management-disabled");
    assertThat(platform.host.orders).isEmpty();
    assertThat(platform.post(ALICE, relay + "/invite").status()).isEqualTo(200);
  }

  @Test
  void a_relay_with_disabled_management_is_409() {
    platform.host.mood = FakeHost.Mood.SWITCHED_OFF;
    everyOrderIs("409 management-disabled");
  }

  @Test
  void a_silent_relay_is_503() {
    platform.host.mood = FakeHost.Mood.SILENT;
    everyOrderIs("503 relay-unreachable");
    assertThat(platform.post(ALICE, relay + "/invite").refusal())
        .isEqualTo("503 relay-unreachable");
  }

  @Test
  void a_relays_refusal_is_quoted_and_nothing_is_recorded() {
    platform.host.mood = FakeHost.Mood.REFUSING;
    var rows = activities();
    var refused = platform.put(ALICE, relay + "/members/" + CARL, "");
    assertThat(refused.refusal()).isEqualTo("409 conflict");
    assertThat(refused.json().get("error").asString("")).isEqualTo("The relay refused: no.");
    assertThat(activities()).isEqualTo(rows);
  }

  @Test
  void a_change_is_reported_even_if_the_list_cannot_be_read_again() {
    platform.host.mood = FakeHost.Mood.FORGETFUL;
    var answer = platform.put(ALICE, relay + "/members/" + CARL, "");
    assertThat(answer.data().get("members"))
        .extracting(key -> key.asString(""))
        .containsExactlyInAnyOrder(CARL.hex(), FIRST.hex());
    assertThat(newest().get("activity_type").asString("")).isEqualTo("add_member");
  }

  @Test
  void a_relay_that_is_not_online_says_why() {
    platform.post(ALICE, relay + "/deactivate");
    everyOrderIs("400 relay-is-inactive");
    assertThat(platform.post(ALICE, relay + "/invite").refusal())
        .isEqualTo("400 relay-is-inactive");
    platform.post(ALICE, relay + "/reactivate");
    platform.post(ADMIN, relay + "/suspend", "{\"reason\":\"spam\"}");
    everyOrderIs("403 relay-suspended");
    platform.post(ADMIN, relay + "/unsuspend");
    platform.delete(ALICE, relay + "?confirm=club");
    everyOrderIs("400 relay-is-inactive");
  }

  @Test
  void a_relay_that_has_never_answered_is_still_being_set_up() {
    relay = "/relays/" + platform.relay(BOB, "guild", "free");
    var refused = platform.put(BOB, relay + "/members/" + CARL, "");
    assertThat(refused.refusal()).isEqualTo("503 relay-unreachable");
    assertThat(refused.json().get("error").asString("")).contains("set up");
    assertThat(platform.post(BOB, relay + "/invite").refusal()).isEqualTo("503 relay-unreachable");
  }

  private void everyOrderIs(String refusal) {
    assertThat(platform.put(ALICE, relay + "/members/" + CARL, "").refusal()).isEqualTo(refusal);
    assertThat(platform.delete(ALICE, relay + "/members/" + FIRST).refusal()).isEqualTo(refusal);
    assertThat(platform.get(ALICE, relay + "/bans").refusal()).isEqualTo(refusal);
    assertThat(platform.put(ALICE, relay + "/bans/" + CARL, "").refusal()).isEqualTo(refusal);
    assertThat(platform.delete(ALICE, relay + "/bans/" + CARL).refusal()).isEqualTo(refusal);
  }

  private static int lastCount(Listening listening) {
    await().atMost(HEARD_MAX).until(() -> !listening.data("relay").isEmpty());
    return Json.mapper().readTree(listening.data("relay").getLast()).get("member_count").asInt();
  }

  private void answered() {
    platform.progress().answered(new RelayId(id), 1);
  }

  private int memberCount() {
    return platform.get(ALICE, relay).data().get("member_count").asInt();
  }

  private JsonNode newest() {
    return platform.get(ALICE, relay + "/activity").data().get("activity").get(0);
  }

  private long activities() {
    var list = platform.get(ALICE, relay + "/activity").data().get("activity");
    return StreamSupport.stream(list.spliterator(), false).count();
  }
}
