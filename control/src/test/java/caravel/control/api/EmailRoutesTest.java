package caravel.control.api;

import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A tenant's email address: added, verified, changed, unsubscribed and removed.
final class EmailRoutesTest extends EmailFixture {
  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void a_verified_address_gets_notices_until_one_click_ends_them() throws Exception {
    assertThat(status()).isEqualTo("none");
    assertThat(set(ADDRESS).text("status")).isEqualTo("unverified");
    notice("too early");
    platform.mails.round();
    assertThat(mails()).hasSize(1);
    var first = mails().getFirst();
    assertThat(first.getSubject()).isEqualTo("Confirm your email address – Caravel");
    assertThat(text(first)).doesNotContain("too early").contains("Harbour Ltd");
    assertThat(verify(token(first)).text("status")).isEqualTo("verified");
    assertThat(status()).isEqualTo("verified");

    platform.clock.move(Duration.ofSeconds(1));
    notice("no. 7");
    assertThat(delivery()).isEqualTo("waiting");
    platform.mails.round();
    assertThat(mails()).hasSize(2);
    var second = mails().getLast();
    assertThat(second.getSubject()).isEqualTo("Your invoice is ready – Caravel");
    assertThat(text(second))
        .contains(
            "Your invoice: no. 7", "because you added this address to your account at Caravel")
        .contains(Platform.SERVER_URL + "/account", "Harbour Ltd")
        .contains(Platform.SERVER_URL + unsubscribe(second));
    assertThat(delivery()).isEqualTo("sent");

    var path = unsubscribe(second);
    assertThatThrownBy(() -> platform.get(null, path))
        .as("links are followed by scanners")
        .hasMessageContaining("method-not-allowed");
    assertThat(status()).isEqualTo("verified");
    for (var time = 0; time < 2; time++) {
      assertThat(platform.post(null, path, "List-Unsubscribe=One-Click").text("status"))
          .isEqualTo("unsubscribed");
    }
    assertThat(platform.get(ALICE, EMAIL).text("text")).contains("ended with a link");
    platform.clock.move(Duration.ofSeconds(1));
    notice("no. 8");
    platform.mails.round();
    assertThat(mails()).hasSize(2);
  }

  @Test
  void a_link_can_be_used_once_and_for_a_day() {
    set(ADDRESS);
    platform.mails.round();
    var token = token(mails().getFirst());
    assertThat(verify(token + "x").refusal()).isEqualTo("400 email-link");
    assertThat(verify("").refusal()).isEqualTo("400 email-link");
    assertThat(platform.post(null, "/email/verify").refusal()).isEqualTo("400 email-link");
    assertThat(verify(token).status()).isEqualTo(200);
    assertThat(verify(token).refusal()).isEqualTo("400 email-link");

    set("ben@club.example");
    platform.mails.round();
    platform.clock.move(DAY);
    assertThat(verify(token(mails().getLast())).refusal()).isEqualTo("400 email-link");
    assertThat(platform.get(ALICE, EMAIL).text("text")).contains("expired");
  }

  @Test
  void a_newer_link_replaces_the_earlier_one() {
    set(ADDRESS);
    platform.mails.round();
    platform.clock.move(Duration.ofSeconds(1));
    assertThat(platform.post(ALICE, EMAIL + "/send").status()).isEqualTo(200);
    platform.mails.round();
    assertThat(mails()).hasSize(2);
    assertThat(verify(token(mails().getFirst())).refusal()).isEqualTo("400 email-link");
    assertThat(verify(token(mails().getLast())).status()).isEqualTo(200);
    assertThat(platform.post(ALICE, EMAIL + "/send").refusal()).isEqualTo("400 email-verified");
  }

  @Test
  void another_address_replaces_the_first_and_the_old_links_end_nothing() {
    verified();
    notice("waits");
    var old = unsubscribe(mails().getFirst());
    assertThat(set("ben@club.example").text("address")).isEqualTo("ben@club.example");
    platform.mails.round();
    assertThat(delivery()).isEqualTo("cancelled");
    assertThat(platform.post(null, old).refusal()).isEqualTo("400 email-link");
    assertThat(status()).isEqualTo("unverified");
    assertThat(platform.delete(ALICE, EMAIL).text("status")).isEqualTo("none");
    assertThat(platform.delete(ALICE, EMAIL).text("status")).isEqualTo("none");
    assertThat(platform.post(ALICE, EMAIL + "/send").refusal()).isEqualTo("400 no-email");
  }

  @Test
  void the_verified_address_is_not_asked_again() {
    verified();
    assertThat(set(ADDRESS).text("status")).isEqualTo("verified");
    platform.mails.round();
    assertThat(mails()).hasSize(1);
  }

  @Test
  void wrong_addresses_and_other_people_are_refused() {
    assertThat(set("ann").refusal()).isEqualTo("422 invalid address");
    assertThat(set("ann@club.example\\r\\nBcc: eve@club.example").refusal())
        .isEqualTo("422 invalid address");
    assertThat(platform.put(BOB, EMAIL, "{\"address\":\"a@b.example\"}").refusal())
        .isEqualTo("404 not-found");
    assertThat(
            platform
                .put(BOB, "/tenants/" + BOB.publicKey() + "/email", "{\"address\":\"a@b.example\"}")
                .refusal())
        .as("not a tenant yet")
        .isEqualTo("404 not-found");
  }

  @Test
  void a_tenant_asks_for_few_mails_a_day() {
    for (var i = 0; i < 5; i++) {
      assertThat(set("person" + i + "@club.example").status()).isEqualTo(200);
    }
    var refused = set("person9@club.example");
    assertThat(refused.refusal()).isEqualTo("400 email-limit");
    assertThat(refused.sentence()).contains("5 mails");
    platform.delete(ALICE, EMAIL);
    assertThat(set("person9@club.example").refusal()).isEqualTo("400 email-limit");
    platform.clock.move(DAY);
    assertThat(set("person9@club.example").status()).isEqualTo(200);
  }

  @Test
  void all_tenants_together_send_one_person_few_mails() {
    platform.post(BOB, "/tenants");
    set("victim@club.example");
    set("Victim+1@club.example");
    var bob = "/tenants/" + BOB.publicKey() + "/email";
    assertThat(platform.put(BOB, bob, "{\"address\":\"victim+2@club.example\"}").status())
        .isEqualTo(200);
    assertThat(platform.post(BOB, bob + "/send").refusal()).isEqualTo("400 email-limit");
    assertThat(set("VICTIM@club.example").refusal()).isEqualTo("400 email-limit");
  }

  @Test
  void a_person_who_did_not_ask_gets_no_more_mails() {
    set("victim@club.example");
    platform.mails.round();
    var mail = mails().getFirst();
    assertThat(platform.post(null, unsubscribe(mail)).status()).isEqualTo(200);
    assertThat(verify(token(mail)).refusal()).isEqualTo("400 email-link");
    platform.clock.move(DAY.multipliedBy(80));
    assertThat(set("victim@club.example").refusal()).isEqualTo("400 email-limit");
    assertThat(set("Victim+x@club.example").sentence()).contains("asked us not to");
    platform.clock.move(DAY.multipliedBy(11));
    assertThat(set("victim@club.example").status()).isEqualTo(200);
  }

  @Test
  void the_database_has_neither_addresses_nor_tokens() {
    set(ADDRESS);
    platform.mails.round();
    var mail = mails().getFirst();
    var stored =
        platform.db.<String>read(tx ->
            tx.handle().select("SELECT * FROM tenant_emails").mapToMap().list()
                + ""
                + tx.handle().select("SELECT * FROM notice_mails").mapToMap().list()
                + tx.handle().select("SELECT * FROM email_requests").mapToMap().list());
    assertThat(stored)
        .contains(ALICE.publicKey().hex())
        .doesNotContain("ann", "club.example", token(mail), unsubscribe(mail).split("=", 2)[1]);
  }

  @Test
  void nothing_of_a_closed_account_is_kept() {
    verified();
    notice("waits");
    platform.db.inTx(tx -> {
      platform.mails.emails().forget(tx, ALICE.publicKey());
      return tx;
    });
    platform.mails.round();
    assertThat(mails()).hasSize(1);
    assertThat(status()).isEqualTo("none");
    assertThat(
            platform.db.<Integer>read(tx ->
                tx.handle().select("SELECT count(*) FROM notice_mails").mapTo(int.class).one()))
        .isZero();
  }

  @Test
  void an_address_that_is_never_verified_is_deleted() {
    set(ADDRESS);
    platform.mails.round();
    platform.clock.move(DAY.multipliedBy(7));
    platform.mails.round();
    assertThat(status()).isEqualTo("none");
  }
}
