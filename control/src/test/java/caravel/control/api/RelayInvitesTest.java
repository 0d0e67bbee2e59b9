package caravel.control.api;

import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.hosting.invites.InviteHost.RelayInvite;
import caravel.control.relay.RelayId;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The invite codes of a relay over the API, against a host that does as instructed.
final class RelayInvitesTest {
  private static final String LIMITED = "{\"expires_at\":4000000000,\"uses_max\":2}";

  @TempDir Path folder;
  private Platform platform;
  private String invites;
  private String relay;

  @BeforeEach
  void start() {
    platform = new Platform(folder);
    var id = platform.relay(ALICE, "club", "free");
    platform.progress().answered(new RelayId(id), 1);
    relay = "/relays/" + id;
    invites = relay + "/invites";
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void a_new_invite_has_its_limits_and_the_activity_does_not_have_its_code() {
    var made = platform.post(ALICE, invites, LIMITED);
    assertThat(made.status()).isEqualTo(201);
    var code = made.data().get("code").asString("");
    assertThat(code).matches("[2-9A-HJ-NP-Z]{12}");
    var listed = platform.get(ALICE, invites).data();
    assertThat(listed.get("limits").asBoolean()).isTrue();
    assertThat(listed.get("invites").get(0)).isEqualTo(made.data());
    assertThat(made.data().get("expires_at").asLong()).isEqualTo(4_000_000_000L);
    assertThat(made.data().get("uses_max").asLong()).isEqualTo(2);
    assertThat(made.data().get("uses").asLong()).isZero();
    assertThat(activity()).contains("create_invite", "4000000000").doesNotContain(code);
  }

  @Test
  void a_revoked_invite_is_gone_and_recorded_once() {
    var id = platform.post(ALICE, invites, LIMITED).data().get("id").asString("");
    assertThat(platform.delete(ALICE, invites + "/" + id).status()).isEqualTo(200);
    assertThat(platform.hostInvites.codes).isEmpty();
    var newest = activity();
    assertThat(newest).contains("delete_invite");
    assertThat(platform.delete(ALICE, invites + "/" + id).refusal()).isEqualTo("404 not-found");
    assertThat(activity()).isEqualTo(newest);
  }

  @Test
  void the_invites_of_members_are_not_listed() {
    platform.hostInvites.codes.add(new RelayInvite("THEIRS", BOB.publicKey(), 0, 0, 0));
    assertThat(platform.get(ALICE, invites).data().get("invites")).isEmpty();
  }

  @Test
  void a_host_with_plain_codes_refuses_limits_and_makes_plain_ones() {
    platform.hostInvites.isPlain = true;
    assertThat(platform.post(ALICE, invites, LIMITED).refusal())
        .isEqualTo("409 invites-unsupported");
    assertThat(platform.hostInvites.codes).isEmpty();
    assertThat(platform.post(ALICE, invites, "{}").status()).isEqualTo(201);
    var listed = platform.get(ALICE, invites).data();
    assertThat(listed.get("limits").asBoolean()).isFalse();
    assertThat(listed.get("invites")).hasSize(1);
  }

  @Test
  void invites_are_not_shown_to_another_tenant() {
    platform.post(BOB, "/tenants");
    assertThat(platform.get(BOB, invites).refusal()).isEqualTo("404 not-found");
    assertThat(platform.post(BOB, invites, "{}").refusal()).isEqualTo("404 not-found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"expires_at\":1000}", "{\"uses_max\":0}", "{\"uses_max\":\"x\"}"})
  void wrong_limits_are_refused_at_their_field(String body) {
    assertThat(platform.post(ALICE, invites, body).refusal())
        .isEqualTo("422 invalid " + body.substring(2, body.indexOf('"', 2)));
    assertThat(platform.hostInvites.codes).isEmpty();
  }

  private String activity() {
    return platform.get(ALICE, relay + "/activity").data().get("activity").get(0).toString();
  }
}
