package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.control.hosting.Specs;
import caravel.control.http.Access;
import caravel.control.http.Route;
import caravel.control.http.TeamRole;
import caravel.control.money.Currency;
import caravel.control.plan.Plans;
import caravel.control.relay.RelayId;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The team of a relay: who may do what, and what is recorded.
final class TeamTest {
  private static final Duration HEARD_MAX = Duration.ofSeconds(15);
  static final SecretKey CAROL = SecretKey.parse("c".repeat(64));
  static final SecretKey DAVE = SecretKey.parse("d".repeat(64));

  /// The routes of a relay for moderators. A new one is added here on purpose.
  private static final Set<String> MODERATORS =
      Set.of(
          "GET /relays/{id}",
          "GET /relays/{id}/activity",
          "GET /relays/{id}/health",
          "GET /relays/{id}/members",
          "PUT /relays/{id}/members/{pubkey}",
          "DELETE /relays/{id}/members/{pubkey}",
          "GET /relays/{id}/bans",
          "PUT /relays/{id}/bans/{pubkey}",
          "DELETE /relays/{id}/bans/{pubkey}",
          "POST /relays/{id}/invite",
          "GET /relays/{id}/invites",
          "POST /relays/{id}/invites",
          "DELETE /relays/{id}/invites/{hash}",
          "GET /relays/{id}/files",
          "DELETE /relays/{id}/files/{hash}",
          "GET /relays/{id}/rooms",
          "POST /relays/{id}/rooms",
          "PATCH /relays/{id}/rooms/{room}",
          "DELETE /relays/{id}/rooms/{room}",
          "GET /relays/{id}/rooms/{room}/members",
          "PUT /relays/{id}/rooms/{room}/members/{pubkey}",
          "DELETE /relays/{id}/rooms/{room}/members/{pubkey}",
          "GET /relays/{id}/events",
          "GET /relays/{id}/reports",
          "DELETE /relays/{id}/reports/{subject}",
          "GET /relays/{id}/banned-events",
          "PUT /relays/{id}/banned-events/{event}",
          "DELETE /relays/{id}/banned-events/{event}",
          "GET /relays/{id}/usage",
          "GET /relays/{id}/team",
          "DELETE /relays/{id}/team/{pubkey}");

  /// The further routes for co-owners.
  private static final Set<String> CO_OWNERS =
      Set.of(
          "PUT /relays/{id}",
          "PATCH /relays/{id}",
          "POST /relays/{id}/retry",
          "GET /relays/{id}/domain",
          "POST /relays/{id}/domain/check",
          "GET /relays/{id}/export",
          "GET /relays/{id}/exit-kit",
          "POST /relays/{id}/import",
          "GET /relays/{id}/import");

  /// The routes that know the team and are for the owner alone.
  private static final Set<String> OWNERS =
      Set.of(
          "DELETE /relays/{id}",
          "POST /relays/{id}/deactivate",
          "POST /relays/{id}/reactivate",
          "POST /relays/{id}/quote",
          "PUT /relays/{id}/team/{pubkey}",
          "POST /relays/{id}/transfer",
          "DELETE /relays/{id}/transfer");

  /// These do not return JSON.
  private static final Set<String> NOT_JSON =
      Set.of("/relays/{id}/export", "/relays/{id}/exit-kit");

  private static final Set<Integer> LET_IN = Set.of(200, 201, 202, 400, 409, 422);

  @TempDir Path folder;
  private Platform platform;
  private String relay;

  @BeforeEach
  void start() {
    platform = new Platform(folder);
    relay = platform.relay(ALICE, "club", "free");
    platform.progress().answered(new RelayId(relay), 1);
    name(BOB, "co_owner");
    name(CAROL, "moderator");
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void each_route_that_is_open_to_a_team_is_listed_with_its_least_role() {
    var found = new TreeSet<String>();
    for (var route : platform.routes()) {
      if (route.access() instanceof Access.Team(_, _, var needed)) {
        found.add(needed + " " + route.method() + " " + route.path());
      }
    }
    var listed = new TreeSet<String>();
    MODERATORS.forEach(route -> listed.add(TeamRole.MODERATOR + " " + route));
    CO_OWNERS.forEach(route -> listed.add(TeamRole.CO_OWNER + " " + route));
    OWNERS.forEach(route -> listed.add(TeamRole.OWNER + " " + route));
    assertThat(found).isEqualTo(listed);
  }

  /// Routes of invoices and tenants are among them: there the relay's team does not exist.
  @Test
  void a_team_member_is_let_in_exactly_where_the_role_suffices() {
    var wrong = new ArrayList<String>();
    for (var who : List.of(DAVE, CAROL, BOB)) {
      for (var route : platform.routes()) {
        var isClosed =
            route.access() instanceof Access.Team
                || route.access() instanceof Access.Owner
                || route.access() instanceof Access.Admin;
        var leaves =
            route.path().endsWith("/team/{pubkey}") && route.method().name().equals("DELETE");
        if (isClosed && !leaves && !NOT_JSON.contains(route.path())) {
          var status = platform.call(who, route.method().name(), path(route), null).status();
          if (!expected(route, who).contains(status)) {
            wrong.add(
                who.publicKey()
                    + " got "
                    + status
                    + " from "
                    + route.method()
                    + " "
                    + route.path());
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(platform.get(ALICE, "/relays/" + relay).data().get("deleted_at")).isNull();
  }

  @Test
  void only_the_owner_and_an_operator_name_the_team() {
    for (var who : List.of(BOB, CAROL)) {
      assertThat(platform.put(who, team(DAVE), "{\"role\":\"moderator\"}").refusal())
          .isEqualTo("403 forbidden");
    }
    assertThat(platform.put(DAVE, team(DAVE), "{\"role\":\"co_owner\"}").refusal())
        .isEqualTo("404 not-found");
    assertThat(roles(platform.put(ADMIN, team(DAVE), "{\"role\":\"moderator\"}").data()))
        .contains(DAVE.publicKey().hex() + " moderator");
    assertThat(roles(platform.put(ALICE, team(DAVE), "{\"role\":\"co_owner\"}").data()))
        .contains(DAVE.publicKey().hex() + " co_owner")
        .hasSize(3);
  }

  @Test
  void what_is_no_role_or_no_other_person_is_refused() {
    assertThat(platform.put(ALICE, team(DAVE), "{\"role\":\"owner\"}").refusal())
        .isEqualTo("422 invalid role");
    assertThat(platform.put(ALICE, team(DAVE), "{}").refusal()).isEqualTo("422 invalid role");
    assertThat(platform.put(ALICE, team(ALICE), "{\"role\":\"moderator\"}").refusal())
        .isEqualTo("422 invalid pubkey");
    var nobody = "/relays/" + relay + "/team/" + "f".repeat(64);
    assertThat(platform.put(ALICE, nobody, "{\"role\":\"moderator\"}").refusal())
        .isEqualTo("422 invalid pubkey");
  }

  @Test
  void a_team_has_a_limit_that_the_present_members_do_not_meet_again() {
    for (var next = 10; next < 28; next++) {
      name(SecretKey.parse("0".repeat(62) + next), "moderator");
    }
    assertThat(platform.put(ALICE, team(DAVE), "{\"role\":\"moderator\"}").refusal())
        .isEqualTo("422 invalid pubkey");
    name(CAROL, "co_owner");
  }

  @Test
  void people_leave_by_themselves_and_only_the_owner_removes_others() {
    assertThat(platform.delete(BOB, team(CAROL)).refusal()).isEqualTo("403 forbidden");
    assertThat(platform.delete(ALICE, team(ALICE)).refusal()).isEqualTo("422 invalid pubkey");
    assertThat(roles(platform.delete(CAROL, team(CAROL)).data())).hasSize(1);
    assertThat(platform.get(CAROL, "/relays/" + relay).refusal()).isEqualTo("404 not-found");
    assertThat(platform.delete(ALICE, team(CAROL)).refusal()).isEqualTo("404 not-found");
    assertThat(roles(platform.delete(ALICE, team(BOB)).data())).isEmpty();
    assertThat(platform.get(BOB, "/relays/" + relay + "/members").refusal())
        .isEqualTo("404 not-found");
  }

  @Test
  void each_step_is_an_activity_of_the_relay() {
    name(CAROL, "co_owner");
    name(CAROL, "co_owner");
    platform.delete(CAROL, team(CAROL));
    platform.delete(ALICE, team(BOB));
    assertThat(types(ALICE))
        .startsWith(
            "remove_team_member", "leave_team", "set_team_role", "set_team_role", "set_team_role");
    var left = platform.get(ALICE, "/relays/" + relay + "/activity").data().at("/activity/1");
    assertThat(left.get("actor").asString()).isEqualTo(CAROL.publicKey().hex());
    assertThat(left.at("/detail/pubkey").asString()).isEqualTo(CAROL.publicKey().hex());
    assertThat(left.at("/detail/role").asString()).isEqualTo("co_owner");
    assertThat(left.at("/detail/actor_role").asString()).isEqualTo("co_owner");
  }

  @Test
  void a_co_owner_changes_settings_and_not_the_plan() {
    var path = "/relays/" + relay;
    var saved = platform.put(BOB, path, "{\"info_name\":\"Our club\",\"plan_id\":\"free\"}");
    assertThat(saved.text("info_name")).isEqualTo("Our club");
    var refused = platform.put(BOB, path, "{\"info_name\":\"Mine\",\"plan_id\":\"basic\"}");
    assertThat(refused.refusal()).isEqualTo("403 forbidden");
    assertThat(refused.json().get("error").asString())
        .isEqualTo("Only the owner of this relay can change its plan.");
    assertThat(platform.call(BOB, "PATCH", path, "{\"plan_id\":\"growth\"}").refusal())
        .isEqualTo("403 forbidden");
    assertThat(platform.call(BOB, "PATCH", path, "{\"interval\":\"year\"}").refusal())
        .isEqualTo("403 forbidden");
    assertThat(platform.get(ALICE, path).text("plan_id")).isEqualTo("free");
    assertThat(platform.get(ALICE, path).text("info_name")).isEqualTo("Our club");
    assertThat(platform.put(CAROL, path, "{\"info_name\":\"Hers\"}").json().get("error").asString())
        .isEqualTo("Only the owner and the co-owners of this relay can do that.");
  }

  @Test
  void a_co_owner_exports_without_the_key_and_a_moderator_does_not_export() throws Exception {
    assertThat(platform.get(BOB, "/relays/" + relay + "/exit-kit?include_key=club").refusal())
        .isEqualTo("403 forbidden");
    assertThat(platform.get(CAROL, "/relays/" + relay + "/exit-kit").refusal())
        .isEqualTo("403 forbidden");
    assertThat(platform.file(BOB, "/relays/" + relay + "/exit-kit").statusCode()).isEqualTo(200);
  }

  @Test
  void everyone_finds_the_relays_that_they_help_to_run_with_their_role() {
    var bobs = platform.get(BOB, "/tenants/" + BOB.publicKey() + "/team-relays").data();
    assertThat(bobs.at("/relays/0/id").asString()).isEqualTo(relay);
    assertThat(bobs.at("/relays/0/role").asString()).isEqualTo("co_owner");
    assertThat(platform.get(BOB, "/tenants/" + BOB.publicKey() + "/relays").data()).isEmpty();
    assertThat(platform.get(DAVE, "/tenants/" + BOB.publicKey() + "/team-relays").refusal())
        .isEqualTo("404 not-found");
    assertThat(role(ALICE)).isEqualTo("owner");
    assertThat(role(BOB)).isEqualTo("co_owner");
    assertThat(role(CAROL)).isEqualTo("moderator");
    assertThat(role(ADMIN)).isEqualTo("operator");
    platform.delete(ALICE, "/relays/" + relay + "?confirm=club");
    assertThat(
            platform.get(BOB, "/tenants/" + BOB.publicKey() + "/team-relays").data().get("relays"))
        .isEmpty();
  }

  @Test
  void the_team_cannot_be_removed_or_banned_on_the_relay() {
    var members = "/relays/" + relay + "/members/";
    for (var path :
        List.of(members + BOB.publicKey(), members.replace("members", "bans") + BOB.publicKey())) {
      var method = path.contains("bans") ? "PUT" : "DELETE";
      assertThat(platform.call(CAROL, method, path, null).refusal())
          .isEqualTo("422 invalid pubkey");
    }
    assertThat(platform.host.orders).isEmpty();
    assertThat(platform.delete(CAROL, members + FakeHost.FIRST).status()).isEqualTo(200);
  }

  @Test
  void the_relay_gets_its_team_with_a_new_generation() {
    var id = new RelayId(relay);
    var before = platform.progress().byId(id).orElseThrow().seen().generation();
    assertThat(managers()).containsExactlyInAnyOrder(BOB.publicKey(), CAROL.publicKey());
    name(CAROL, "co_owner");
    assertThat(platform.progress().byId(id).orElseThrow().seen().generation()).isEqualTo(before);
    var wakes = platform.wakes.get();
    platform.delete(ALICE, team(BOB));
    assertThat(platform.progress().byId(id).orElseThrow().seen().generation())
        .isEqualTo(before + 1);
    assertThat(platform.wakes.get()).isGreaterThan(wakes);
    assertThat(managers()).containsExactly(CAROL.publicKey());
  }

  @Test
  void the_team_sees_changes_of_its_relay_while_they_happen() {
    platform.relay(ALICE, "other", "free");
    try (var carols = platform.listen(CAROL, "/stream");
        var all = platform.listen(ADMIN, "/stream?scope=all")) {
      platform.put(ALICE, "/relays/" + relay, "{\"info_name\":\"Our club\"}");
      await().atMost(HEARD_MAX).until(() -> carols.data("relay").size() == 1);
      assertThat(carols.data("relay").getFirst())
          .contains("Our club")
          .contains("\"role\":\"moderator\"");
      await().atMost(HEARD_MAX).until(() -> carols.data("activity").size() == 1);
      platform.relay(ALICE, "third", "free");
      platform.put(ALICE, "/relays/" + relay, "{\"info_name\":\"Again\"}");
      await().atMost(HEARD_MAX).until(() -> carols.data("relay").size() == 2);
      await().atMost(HEARD_MAX).until(() -> all.data("relay").size() >= 3);
      assertThat(all.data("relay")).hasSize(3);
      assertThat(carols.data("tenant")).isEmpty();
    }
  }

  private List<PublicKey> managers() {
    return new Specs(platform.progress(), Plans.builtIn(Currency.SAT))
        .of(platform.progress().byId(new RelayId(relay)).orElseThrow())
        .info()
        .managers();
  }

  private String role(SecretKey who) {
    return platform.get(who, "/relays/" + relay).text("role");
  }

  private void name(SecretKey who, String role) {
    assertThat(platform.put(ALICE, team(who), "{\"role\":\"" + role + "\"}").status())
        .isEqualTo(200);
  }

  private String team(SecretKey who) {
    return "/relays/" + relay + "/team/" + who.publicKey();
  }

  private List<String> types(SecretKey who) {
    var types = new ArrayList<String>();
    platform
        .get(who, "/relays/" + relay + "/activity")
        .data()
        .get("activity")
        .forEach(one -> types.add(one.get("activity_type").asString()));
    return types;
  }

  private static List<String> roles(JsonNode team) {
    var roles = new ArrayList<String>();
    team.get("team")
        .forEach(one -> roles.add(one.get("pubkey").asString() + " " + one.get("role").asString()));
    return roles;
  }

  private static Set<Integer> expected(Route route, SecretKey who) {
    return switch (route.access()) {
      case Access.Admin _ -> Set.of(403);
      case Access.Team(_, _, var needed) -> {
        if (who.equals(DAVE)) {
          yield Set.of(404);
        }
        var role = who.equals(BOB) ? TeamRole.CO_OWNER : TeamRole.MODERATOR;
        yield role.includes(needed) ? LET_IN : Set.of(403);
      }
      default -> Set.of(404);
    };
  }

  private String path(Route route) {
    return route
        .path()
        .replace("{pubkey}", ALICE.publicKey().hex())
        .replace("{hash}", "malformed")
        .replace("{room}", "r".repeat(257))
        .replace("{subject}", "malformed")
        .replace("{event}", "malformed")
        .replace("{id}", route.path().startsWith("/relays") ? relay : "nothing");
  }
}
