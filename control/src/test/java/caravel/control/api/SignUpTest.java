package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.relay.RelayId;
import caravel.control.tenant.signup.SignUpMode;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may create an account where the operator decides it.
final class SignUpTest {
  private static final String RELAY = "{\"subdomain\":\"club\",\"plan_id\":\"free\"}";

  @TempDir private Path folder;
  private Platform platform;

  @BeforeEach
  void start() {
    platform = new Platform(folder, SignUpMode.INVITATION);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  private void open(SignUpMode mode) {
    platform.close();
    platform = new Platform(folder, mode);
  }

  private String invite(String body) {
    return platform.post(ADMIN, "/admin/invitations", body).text("invitation_code");
  }

  private Answer join(SecretKey who, String code) {
    return platform.post(who, "/tenants", "{\"invitation\":\"" + code + "\"}");
  }

  @Test
  void without_an_invitation_no_route_creates_an_account() {
    assertThat(platform.post(ALICE, "/tenants").refusal()).isEqualTo("403 invitation-needed");
    var refused = platform.post(ALICE, "/relays", RELAY);
    assertThat(refused.refusal()).isEqualTo("403 invitation-needed");
    assertThat(refused.sentence()).contains("help@harbour.example");
    assertThat(join(ALICE, "0".repeat(32)).refusal()).isEqualTo("403 invitation-invalid");
    assertThat(platform.get(ALICE, "/tenants/" + ALICE.publicKey().hex()).status()).isEqualTo(404);
    assertThat(platform.get(ADMIN, "/tenants").data()).isEmpty();
  }

  @Test
  void an_invitation_creates_one_account_and_is_used_up() {
    var code = invite("{\"note\":\"For the choir\"}");
    assertThat(join(ALICE, code).status()).isEqualTo(200);
    assertThat(platform.post(ALICE, "/relays", RELAY).status()).isEqualTo(201);
    assertThat(join(ALICE, code).status()).as("an account stays an account").isEqualTo(200);
    assertThat(join(BOB, code).refusal()).isEqualTo("403 invitation-invalid");
    var listed = platform.get(ADMIN, "/admin/invitations").data().get(0);
    assertThat(listed.get("state").asString()).isEqualTo("used");
    assertThat(listed.get("uses").asInt()).isEqualTo(1);
    assertThat(listed.get("note").asString()).isEqualTo("For the choir");
    assertThat(platform.get(ADMIN, "/admin/invitations").json().toString()).doesNotContain(code);
  }

  @Test
  void the_last_use_admits_one_of_many_who_come_at_once() throws Exception {
    var code = invite("{\"uses_max\":3}");
    var keys = IntStream.range(0, 12).mapToObj(_ -> SecretKey.generate()).toList();
    try (var threads = Executors.newFixedThreadPool(keys.size())) {
      var calls =
          keys.stream().<Callable<Integer>>map(key -> () -> join(key, code).status()).toList();
      var statuses = List.copyOf(threads.invokeAll(calls));
      var admitted = 0;
      for (var status : statuses) {
        admitted += status.get() == 200 ? 1 : 0;
      }
      assertThat(admitted).isEqualTo(3);
    }
  }

  @Test
  void an_expired_or_withdrawn_invitation_admits_no_one() {
    var brief = invite("{\"days\":2}");
    var withdrawn = platform.post(ADMIN, "/admin/invitations", "{}").data();
    var id = withdrawn.at("/invitation/id").asString();
    assertThat(platform.delete(ADMIN, "/admin/invitations/" + id).text("state"))
        .isEqualTo("revoked");
    assertThat(platform.delete(ADMIN, "/admin/invitations/" + id).text("state"))
        .isEqualTo("revoked");
    assertThat(join(ALICE, withdrawn.get("invitation_code").asString()).refusal())
        .isEqualTo("403 invitation-invalid");
    platform.clock.move(Duration.ofDays(2));
    assertThat(join(ALICE, brief).refusal()).isEqualTo("403 invitation-invalid");
  }

  @Test
  void an_offered_relay_counts_as_an_invitation() {
    join(ALICE, invite("{}"));
    var relay = platform.post(ALICE, "/relays", RELAY).text("id");
    offer(relay);
    assertThat(platform.post(BOB, "/relays/" + relay + "/transfer/accept").status()).isEqualTo(200);
    assertThat(platform.get(ADMIN, "/relays/" + relay).text("tenant_pubkey"))
        .isEqualTo(BOB.publicKey().hex());
  }

  @Test
  void a_closed_platform_admits_neither_codes_nor_offers_and_keeps_its_accounts() {
    open(SignUpMode.OPEN);
    platform.post(ALICE, "/tenants");
    var relay = platform.post(ALICE, "/relays", RELAY).text("id");
    open(SignUpMode.CLOSED);
    offer(relay);
    assertThat(platform.post(BOB, "/relays/" + relay + "/transfer/accept").refusal())
        .isEqualTo("403 sign-up-closed");
    assertThat(join(BOB, invite("{}")).refusal()).isEqualTo("403 sign-up-closed");
    assertThat(platform.post(ALICE, "/tenants").status()).isEqualTo(200);
    assertThat(platform.get(ADMIN, "/relays/" + relay).text("tenant_pubkey"))
        .isEqualTo(ALICE.publicKey().hex());
  }

  @Test
  void operators_are_admitted_and_create_accounts_for_others() {
    open(SignUpMode.CLOSED);
    platform.because("Moved from another host.");
    var body =
        "{\"subdomain\":\"club\",\"plan_id\":\"free\",\"tenant_pubkey\":\""
            + BOB.publicKey().hex()
            + "\"}";
    assertThat(platform.post(ADMIN, "/relays", body).status()).isEqualTo(201);
    assertThat(platform.post(ADMIN, "/tenants").status()).isEqualTo(200);
    assertThat(platform.post(BOB, "/tenants").status()).isEqualTo(200);
  }

  private void offer(String relay) {
    platform.progress().answered(new RelayId(relay), 1);
    assertThat(
            platform
                .post(
                    ALICE,
                    "/relays/" + relay + "/transfer",
                    "{\"pubkey\":\"" + BOB.publicKey().hex() + "\"}")
                .status())
        .isEqualTo(200);
  }
}
