package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.http.Access;
import caravel.control.http.Route;
import caravel.control.payment.FakePayers;
import caravel.control.payment.FakeWallet;
import caravel.control.payment.PaymentRails;
import caravel.control.relay.RelayId;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every kind of caller calls every route.
final class AuthorisationTest {
  /// These do not return JSON; their own tests cover them.
  private static final Set<String> APART =
      Set.of(
          "/stream",
          "/healthz",
          "/readyz",
          "/logo",
          "/join/{host}",
          // They need a complete report and its code.
          "/reports",
          "/reports/{code}",
          "/join/{host}/picture",
          "/relays/{id}/export",
          "/relays/{id}/exit-kit",
          "/invoices/{id}/pdf",
          "/tenants/{pubkey}/invoices/csv",
          // Their owner is the person to whom a relay is offered.
          "/relays/{id}/transfer/quote",
          "/relays/{id}/transfer/accept",
          "/relays/{id}/transfer/decline");

  /// Routes of the operator whose objects this test does not make.
  private static final Set<String> WITHOUT_OBJECT =
      Set.of(
          "/admin/reports/{id}/message",
          "/admin/reports/{id}/decide",
          "/admin/broadcasts/{id}/stop",
          "/admin/invitations/{id}");

  /// Statuses of callers with access. Some routes check their input first.
  private static final Set<Integer> LET_IN = Set.of(200, 201, 202, 400, 409, 422);

  @Test
  void every_route_admits_exactly_the_allowed_callers(@TempDir Path folder) {
    var clock = new TestClock();
    var rails = new PaymentRails(new FakeWallet(clock), new FakePayers(), null, Optional::empty);
    try (var platform = new Platform(folder, rails, clock)) {
      var relay = platform.relay(ALICE, "club", "basic");
      var invoice = platform.invoice(ALICE).get("id").asString();
      platform.progress().answered(new RelayId(relay), 1);
      platform.post(BOB, "/tenants");
      var published = platform.relay(BOB, "open", "free");
      platform.put(BOB, "/relays/" + published, "{\"public_status\":1}");
      var wrong = new ArrayList<String>();
      for (var route : platform.routes()) {
        if (!APART.contains(route.path())) {
          var path = path(route, route.path().startsWith("/status") ? published : relay, invoice);
          check(platform, route, path, null, wrong);
          for (var who : List.of(BOB, ADMIN, ALICE)) {
            check(platform, route, path, who, wrong);
          }
        }
      }
      assertThat(wrong).isEmpty();
    }
  }

  @Test
  void a_missing_object_is_404_for_all_callers(@TempDir Path folder) {
    try (var platform = new Platform(folder)) {
      platform.post(ALICE, "/tenants");
      for (var who : List.of(ALICE, ADMIN)) {
        assertThat(platform.get(who, "/relays/nothing").refusal()).isEqualTo("404 not-found");
        assertThat(platform.get(who, "/tenants/nobody").refusal()).isEqualTo("404 not-found");
        assertThat(platform.get(who, "/plans/nothing").refusal()).isEqualTo("404 not-found");
      }
      assertThat(platform.get(ADMIN, "/tenants/" + BOB.publicKey()).refusal())
          .isEqualTo("404 not-found");
      assertThat(platform.post(ADMIN, "/relays/nothing/suspend", "{\"reason\":\"x\"}").refusal())
          .isEqualTo("404 not-found");
    }
  }

  private static void check(
      Platform platform, Route route, String path, @Nullable SecretKey who, List<String> wrong) {
    var name =
        who == null ? "nobody" : who.equals(ALICE) ? "owner" : who.equals(BOB) ? "other" : "admin";
    var status = platform.call(who, route.method().name(), path, null).status();
    var isMissing = status == 404 && name.equals("admin") && WITHOUT_OBJECT.contains(route.path());
    if (!isMissing && !expected(route.access(), name).contains(status)) {
      wrong.add(name + " got " + status + " from " + route.method() + " " + route.path());
    }
  }

  private static Set<Integer> expected(Access access, String who) {
    return switch (access) {
      case Access.Public _ -> Set.of(200, 400);
      case Access.Authed _ -> who.equals("nobody") ? Set.of(401) : LET_IN;
      case Access.Owner _, Access.Team _ ->
          switch (who) {
            case "nobody" -> Set.of(401);
            case "other" -> Set.of(404);
            default -> LET_IN;
          };
      case Access.Admin _ ->
          switch (who) {
            case "nobody" -> Set.of(401);
            case "admin" -> LET_IN;
            default -> Set.of(403);
          };
    };
  }

  private static String path(Route route, String relay, String invoice) {
    var id =
        route.path().startsWith("/relays") || route.path().startsWith("/status")
            ? relay
            : route.path().startsWith("/plans") ? "free" : invoice;
    return route
        .path()
        .replace("{pubkey}", ALICE.publicKey().hex())
        .replace("{hash}", "malformed")
        .replace("{room}", "r".repeat(257))
        .replace("{event}", "malformed")
        .replace("{subject}", "malformed")
        .replace("{id}", id)
        .replace("{label}", "guild");
  }
}
