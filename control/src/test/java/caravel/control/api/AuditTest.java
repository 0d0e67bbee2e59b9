package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.payment.FakePayers;
import caravel.control.payment.FakeWallet;
import caravel.control.payment.PaymentRails;
import caravel.control.relay.RelayId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Item 8 of issue 12: every operator action stores who did it and why (mission section 10, row 91
/// of section 6, operators' expectation 9).
final class AuditTest {
  @TempDir Path folder;
  private Platform platform;

  @BeforeEach
  void start() {
    var clock = new TestClock();
    platform =
        new Platform(
            folder,
            new PaymentRails(new FakeWallet(clock), new FakePayers(), null, Optional::empty),
            clock);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void a_change_of_another_tenants_relay_is_stored_with_the_operator_and_the_reason() {
    var relay = platform.relay(ALICE, "club", "free");
    platform.because("Asked by phone: “größer”");
    assertThat(later().put(ADMIN, "/relays/" + relay, "{\"info_name\":\"Club\"}").status())
        .isEqualTo(200);
    assertThat(later().post(ADMIN, "/relays/" + relay + "/deactivate").status()).isEqualTo(200);
    assertThat(later().post(ADMIN, "/relays/" + relay + "/reactivate").status()).isEqualTo(200);
    assertThat(later().delete(ADMIN, "/relays/" + relay + "?confirm=club").status()).isEqualTo(202);

    var entries = platform.get(ADMIN, "/admin/audit");
    assertThat(actions(entries))
        .containsExactly("delete_relay", "activate_relay", "deactivate_relay", "update_relay");
    var oldest = entries.data().get(3);
    assertThat(oldest.get("admin_pubkey").asString()).isEqualTo(ADMIN.publicKey().hex());
    assertThat(oldest.get("tenant_pubkey").asString()).isEqualTo(ALICE.publicKey().hex());
    assertThat(oldest.get("resource_id").asString()).isEqualTo(relay);
    assertThat(oldest.get("resource_name").asString()).isEqualTo("Club");
    assertThat(actions(platform.get(ADMIN, "/admin/audit?q=clu"))).hasSize(4);
    assertThat(actions(platform.get(ADMIN, "/admin/audit?q=choir"))).isEmpty();
    assertThat(oldest.get("reason").asString()).isEqualTo("Asked by phone: “größer”");
    assertThat(oldest.at("/detail/changed/0").asString()).isEqualTo("info_name");
  }

  @Test
  void suspensions_and_their_end_are_stored_with_the_reasons() {
    var relay = platform.relay(ALICE, "club", "free");
    var tenant = "/tenants/" + ALICE.publicKey();
    later().post(ADMIN, "/relays/" + relay + "/suspend", "{\"reason\":\"spam\"}");
    later().post(ADMIN, "/relays/" + relay + "/unsuspend", "{\"reason\":\"cleaned up\"}");
    later().post(ADMIN, tenant + "/suspend", "{\"reason\":\"court order\"}");
    later().post(ADMIN, tenant + "/unsuspend", "{\"reason\":\"lifted\"}");

    var entries = platform.get(ADMIN, "/admin/audit");
    assertThat(actions(entries))
        .containsExactly("unsuspend_tenant", "suspend_tenant", "unsuspend_relay", "suspend_relay");
    assertThat(texts(entries, "reason"))
        .containsExactly("lifted", "court order", "cleaned up", "spam");
  }

  @Test
  void a_write_off_stores_the_operator_and_shows_its_reason_on_the_invoice() {
    platform.relay(ALICE, "club", "basic");
    var id = platform.invoice(ALICE).get("id").asString();
    later().post(ADMIN, "/invoices/" + id + "/void", "{\"reason\":\"Paid in cash\"}");

    assertThat(platform.get(ALICE, "/invoices/" + id).text("void_note")).isEqualTo("Paid in cash");
    var entry = platform.get(ADMIN, "/admin/audit").data().get(0);
    assertThat(entry.get("action").asString()).isEqualTo("void_invoice");
    assertThat(entry.get("reason").asString()).isEqualTo("Paid in cash");
    var history =
        platform.get(ADMIN, "/tenants/" + ALICE.publicKey() + "/activity").data().get("activity");
    assertThat(
            history.values().stream()
                .filter(row -> row.get("activity_type").asString().equals("void_invoice"))
                .map(row -> row.get("actor").asString()))
        .containsExactly(ADMIN.publicKey().hex());
  }

  @Test
  void member_changes_relay_creation_and_the_demo_clock_are_stored() {
    platform.because("On request");
    var made =
        later()
            .post(
                ADMIN,
                "/relays",
                "{\"subdomain\":\"club\",\"plan_id\":\"special\",\"tenant_pubkey\":\""
                    + ALICE.publicKey()
                    + "\"}");
    assertThat(made.status()).isEqualTo(201);
    var relay = made.text("id");
    platform.progress().answered(new RelayId(relay), 1);
    var bob = "/" + BOB.publicKey();
    assertThat(later().put(ADMIN, "/relays/" + relay + "/members" + bob, "{}").status())
        .isEqualTo(200);
    assertThat(later().put(ADMIN, "/relays/" + relay + "/bans" + bob, "{}").status())
        .isEqualTo(200);
    assertThat(later().post(ADMIN, "/dev/clock", "{\"advance_days\":1}").status()).isEqualTo(200);

    var entries = platform.get(ADMIN, "/admin/audit");
    assertThat(actions(entries))
        .containsExactly("advance_clock", "ban_member", "add_member", "create_relay");
    assertThat(texts(entries, "reason")).containsOnly("On request");
  }

  @Test
  void actions_on_own_relays_are_not_stored() {
    var relay = platform.relay(ALICE, "club", "free");
    platform.post(ALICE, "/relays/" + relay + "/deactivate");
    var own = platform.relay(ADMIN, "ours", "free");
    later().post(ADMIN, "/relays/" + own + "/deactivate");
    assertThat(platform.get(ADMIN, "/admin/audit").data()).isEmpty();
  }

  @Test
  void a_refused_action_leaves_no_entry() {
    var relay = platform.relay(ALICE, "club", "free");
    assertThat(later().put(ADMIN, "/relays/" + relay, "{\"subdomain\":\"api\"}").status())
        .isEqualTo(422);
    assertThat(platform.get(ADMIN, "/admin/audit").data()).isEmpty();
  }

  @Test
  void the_list_is_paged_and_filtered_by_tenant_or_object() {
    var club = platform.relay(ALICE, "club", "free");
    var band = platform.relay(BOB, "band", "free");
    for (var relay : List.of(club, band)) {
      later().post(ADMIN, "/relays/" + relay + "/deactivate");
      later().post(ADMIN, "/relays/" + relay + "/reactivate");
    }
    var first = platform.get(ADMIN, "/admin/audit?limit=3");
    assertThat(first.data()).hasSize(3);
    assertThat(first.json().get("total").asInt()).isEqualTo(4);
    var rest =
        platform.get(ADMIN, "/admin/audit?limit=3&cursor=" + first.json().get("next").asString());
    assertThat(rest.data()).hasSize(1);

    var ofBob = platform.get(ADMIN, "/admin/audit?tenant=" + BOB.publicKey());
    assertThat(texts(ofBob, "resource_id")).containsExactly(band, band);
    var ofClub = platform.get(ADMIN, "/admin/audit?resource_type=relay&resource_id=" + club);
    assertThat(texts(ofClub, "resource_id")).containsExactly(club, club);
    assertThat(platform.get(ADMIN, "/admin/audit?q=deact").data()).hasSize(2);
    assertThat(platform.get(ADMIN, "/admin/audit?resource_id=" + club).refusal())
        .isEqualTo("422 invalid resource_type");
    assertThat(platform.get(ADMIN, "/admin/audit?tenant=somebody").refusal())
        .isEqualTo("422 invalid tenant");
  }

  @Test
  void a_reason_that_is_too_long_or_malformed_is_refused() {
    var relay = platform.relay(ALICE, "club", "free");
    platform.because("x".repeat(501));
    assertThat(later().post(ADMIN, "/relays/" + relay + "/deactivate").refusal())
        .isEqualTo("422 invalid");
    platform.becauseEncoded("%zz");
    assertThat(later().post(ADMIN, "/relays/" + relay + "/deactivate").refusal())
        .isEqualTo("422 invalid");
  }

  /// Found by Schemathesis: callers who are not operators could send any `Audit-Reason`.
  @Test
  void a_malformed_reason_is_refused_from_every_caller_as_the_contract_says() {
    var relay = platform.relay(ALICE, "club", "free");
    for (var malformed : List.of("%zz", "0".repeat(4501))) {
      platform.becauseEncoded(malformed);
      assertThat(platform.post(ALICE, "/relays/" + relay + "/deactivate").refusal())
          .isEqualTo("422 invalid");
    }
    platform.because("fine");
    assertThat(platform.post(ALICE, "/relays/" + relay + "/deactivate").status()).isEqualTo(200);
  }

  /// Entries of one second have no order.
  private Platform later() {
    platform.clock.move(Duration.ofSeconds(1));
    return platform;
  }

  private static List<String> actions(Answer answer) {
    return texts(answer, "action");
  }

  private static List<String> texts(Answer answer, String field) {
    return StreamSupport.stream(answer.data().spliterator(), false)
        .map(row -> row.get(field).asString())
        .toList();
  }
}
