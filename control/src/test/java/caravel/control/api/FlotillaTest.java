package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.payment.FakePayers;
import caravel.control.payment.FakeWallet;
import caravel.control.payment.PaymentRails;
import caravel.control.relay.RelayId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Calls shaped as Flotilla's "Hosting" screens make them.
final class FlotillaTest {
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
  void the_page_opens_for_a_new_key() {
    var me = "/tenants/" + ALICE.publicKey();
    assertThat(platform.get(null, "/plans").data()).isNotEmpty();
    assertThat(platform.get(ALICE, "/identity").status()).isEqualTo(200);
    assertThat(platform.post(ALICE, "/tenants").status()).isEqualTo(200);
    assertThat(platform.get(ALICE, me).status()).isEqualTo(200);
    assertThat(platform.post(ALICE, me + "/reconcile").status()).isEqualTo(200);
    assertThat(platform.get(ALICE, me + "/relays").data()).isEmpty();
    assertThat(platform.get(ALICE, me + "/invoices").data()).isEmpty();
    assertThat(platform.get(ALICE, me + "/invoices/draft").data().isNull()).isTrue();
  }

  @Test
  void a_paid_relay_is_made_billed_and_paid_as_its_screens_do_it(@TempDir Path paid) {
    var clock = new TestClock();
    var wallet = new FakeWallet(clock);
    var rails = new PaymentRails(wallet, new FakePayers(), null, Optional::empty);
    try (var there = new Platform(paid, rails, clock)) {
      var me = "/tenants/" + ALICE.publicKey();
      there.post(ALICE, "/tenants", "{\"return_url\":\"https://app.flotilla.social/hosting\"}");
      var relay = there.post(ALICE, "/relays", form("growth", "club", 1));
      assertThat(relay.status()).isEqualTo(201);
      assertThat(relay.text("status")).isEqualTo("active");

      var open = there.get(ALICE, me + "/invoices").data().get(0);
      assertThat(open.get("status").asString()).isEqualTo("open");
      assertThat(open.get("amount").asLong()).isEqualTo(5_000);
      var invoice = "/invoices/" + open.get("id").asString();
      assertThat(there.get(ALICE, invoice + "/items").data()).hasSize(1);
      var bolt11 = there.post(ALICE, invoice + "/bolt11");
      assertThat(bolt11.text("lnbc")).startsWith("ln");
      assertThat(there.post(ALICE, invoice + "/reconcile").data().has("paid_at")).isFalse();
      wallet.settle(bolt11.text("lnbc"));
      clock.move(Duration.ofMillis(3_500));
      assertThat(there.post(ALICE, invoice + "/reconcile").data().get("paid_at").asLong())
          .isEqualTo(clock.seconds());
      assertThat(there.post(ALICE, me + "/reconcile").text("status")).isEqualTo("active");
    }
  }

  @Test
  void the_create_form_asks_for_everything_on_every_plan_but_free() {
    var made = platform.post(ALICE, "/relays", form("basic", "club", 1));
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.data().get("blossom_enabled").asInt()).isEqualTo(1);
    assertThat(made.data().get("livekit_enabled").asInt()).isEqualTo(1);

    var special = platform.post(ADMIN, "/relays", form("special", "other", 1));
    assertThat(special.data().get("blossom_enabled").asInt()).isEqualTo(1);
    assertThat(special.data().get("livekit_enabled").asInt()).isZero();

    var free = platform.post(ALICE, "/relays", form("free", "third", 0));
    assertThat(free.data().get("blossom_enabled").asInt()).isZero();
  }

  @Test
  void the_edit_form_sends_every_field_each_time() {
    var made = platform.post(ALICE, "/relays", form("basic", "club", 1));
    var relay = "/relays/" + made.text("id");
    var same = platform.put(ALICE, relay, made.data().toString());
    assertThat(same.data()).isEqualTo(made.data());

    var moved = platform.put(ALICE, relay, form("free", "club", 1));
    assertThat(moved.status()).isEqualTo(200);
    assertThat(moved.data().get("blossom_enabled").asInt()).isZero();
    var back = platform.put(ALICE, relay, form("growth", "club", 0));
    assertThat(back.text("plan_id")).isEqualTo("growth");
  }

  @Test
  void buttons_post_without_a_body() {
    var relay = "/relays/" + platform.relay(ALICE, "club", "free");
    assertThat(platform.post(ALICE, relay + "/deactivate").text("status")).isEqualTo("inactive");
    assertThat(platform.post(ALICE, relay + "/reactivate").text("status")).isEqualTo("active");
    assertThat(platform.get(ALICE, relay + "/members").data().get("members")).isEmpty();
    assertThat(platform.get(ALICE, relay + "/activity").data().get("activity")).hasSize(3);
  }

  /// Flotilla sends `application/x-ndjson` and reads `imported`, `invalid` and `problems`.
  @Test
  void events_are_exported_and_imported_again() throws IOException {
    var id = platform.relay(ALICE, "club", "free");
    platform.progress().answered(new RelayId(id), 1);
    platform.host.lines.add("{\"kind\":1}");
    var exported = platform.file(ALICE, "/relays/" + id + "/export");
    var lines = new String(exported.body(), StandardCharsets.UTF_8);
    assertThat(lines).isEqualTo("{\"kind\":1}\n");
    var imported = platform.post(ALICE, "/relays/" + id + "/import", lines + "not an event\n");
    assertThat(imported.text("imported")).isEqualTo("0");
    assertThat(imported.text("invalid")).isEqualTo("1");
    var problem = imported.data().get("problems").get(0);
    assertThat(problem.get("line").asInt()).isEqualTo(2);
    assertThat(problem.get("event_id").isString()).isTrue();
    assertThat(problem.get("message").asString()).isNotEmpty();
  }

  private static String form(String plan, String subdomain, int features) {
    return """
    {"tenant_pubkey": "%s", "subdomain": "%s", "plan_id": "%s", "zooid_domain": "",
     "info_name": "Club", "info_icon": "data:image/webp;base64,UklGRg==",
     "info_description": "", "policy_public_read": 0, "policy_public_write": 0,
     "policy_public_join": 0, "policy_strip_signatures": 0, "groups_enabled": 1,
     "management_enabled": 1, "members_can_invite": 1, "push_enabled": 1,
     "blossom_enabled": %d, "livekit_enabled": %d, "custom_domain": ""}
    """
        .formatted(
            plan.equals("special") ? ADMIN.publicKey() : ALICE.publicKey(),
            subdomain,
            plan,
            features,
            features);
  }
}
