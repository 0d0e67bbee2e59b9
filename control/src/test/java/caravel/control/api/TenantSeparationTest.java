package caravel.control.api;

import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.hosting.files.FileHost.StoredFile;
import caravel.control.http.Access;
import caravel.control.http.Route;
import caravel.control.payment.FakePayers;
import caravel.control.payment.FakeWallet;
import caravel.control.payment.PaymentRails;
import caravel.control.relay.RelayId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An object of another tenant and a missing object are the same to a caller: every route of owners
/// answers both with the same bytes.
final class TenantSeparationTest {
  private static final String HASH = "a1".repeat(32);
  private static final String UNKNOWN = "f0".repeat(32);

  /// Bodies that a route may read before it finds the object.
  private static final List<String> BODIES =
      List.of(
          "",
          "{}",
          "not json",
          "{\"plan_id\":\"basic\",\"subdomain\":\"club\",\"confirm\":\"club\"}");

  @Test
  void every_route_answers_for_a_foreign_object_as_for_a_missing_one(@TempDir Path folder) {
    var clock = new TestClock();
    var rails = new PaymentRails(new FakeWallet(clock), new FakePayers(), null, Optional::empty);
    try (var platform = new Platform(folder, rails, clock)) {
      var relay = platform.relay(ALICE, "club", "basic");
      var invoice = platform.invoice(ALICE).get("id").asString();
      platform.progress().answered(new RelayId(relay), 1);
      platform.hostFiles.stored.add(
          new StoredFile(HASH, 100, "image/png", 1_700_000_000, List.of(ALICE.publicKey())));
      platform.post(BOB, "/tenants");
      var before = platform.get(ALICE, "/relays/" + relay).data().toString();
      var checked = 0;
      for (var route : platform.routes()) {
        if (route.access() instanceof Access.Owner || route.access() instanceof Access.Team) {
          checked++;
          var id = route.path().startsWith("/relays") ? relay : invoice;
          requireEqual(platform, route, id);
        }
      }
      assertThat(checked).isGreaterThan(30);
      assertThat(platform.get(ALICE, "/relays/" + relay).data().toString()).isEqualTo(before);
      assertThat(platform.hostFiles.stored).hasSize(1);
    }
  }

  @Test
  void lists_of_a_tenant_have_nothing_of_another(@TempDir Path folder) {
    try (var platform = new Platform(folder)) {
      var relay = platform.relay(ALICE, "club", "basic");
      platform.relay(BOB, "open", "free");
      var bob = BOB.publicKey().hex();
      var shown = new ArrayList<String>();
      for (var route : platform.routes()) {
        var path = route.path();
        var isOwnList =
            path.startsWith("/tenants/{pubkey}")
                && path.indexOf('{', 10) < 0
                && !path.endsWith("/csv");
        if (route.method().name().equals("GET") && (isOwnList || path.equals("/identity"))) {
          var answer = platform.get(BOB, path.replace("{pubkey}", bob));
          assertThat(answer.json().toString())
              .as(path)
              .doesNotContain(relay, "club", ALICE.publicKey().hex());
          shown.add(path);
        }
      }
      assertThat(shown).contains("/tenants/{pubkey}/relays", "/tenants/{pubkey}/invoices");
    }
  }

  private static void requireEqual(Platform platform, Route route, String id) {
    for (var body : BODIES) {
      var foreign = call(platform, route, id, ALICE.publicKey().hex(), body);
      var missing = call(platform, route, UNKNOWN, UNKNOWN, body);
      assertThat(foreign.status()).as("%s %s", route.method(), route.path()).isEqualTo(404);
      assertThat(text(foreign))
          .as("%s %s", route.method(), route.path())
          .doesNotContain("club", HASH)
          .isEqualTo(text(missing));
    }
  }

  /// The answer without the id of its request.
  private static String text(Answer answer) {
    return answer.json().toString().replaceAll("\"request_id\":\"[0-9a-f]+\"", "");
  }

  private static Answer call(
      Platform platform, Route route, String id, String tenant, @Nullable String body) {
    var path =
        route
            .path()
            .replace("{pubkey}", tenant)
            .replaceAll("\\{(hash|event|subject|room)\\}", HASH)
            .replace("{id}", id);
    var text = body == null || body.isEmpty() ? null : body;
    return platform.call(BOB, route.method().name(), path, text);
  }
}
