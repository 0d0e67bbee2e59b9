package caravel.control.relay;

import static caravel.control.relay.Examples.START;
import static caravel.control.relay.Examples.relay;
import static caravel.control.relay.Examples.terms;
import static caravel.control.relay.Examples.with;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.problem.Problem;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RelayTest {
  @ParameterizedTest
  @CsvSource({
    "active,,,active",
    "inactive,,,inactive",
    "delinquent,,,delinquent",
    "active,spam,,suspended",
    "inactive,spam,,suspended",
    "active,,fraud,suspended",
    "delinquent,spam,fraud,suspended"
  })
  void a_suspension_precedes_every_other_status(
      String base, String own, String tenants, String status) {
    var standing = new Relay.Standing(RelayStatus.named(base), own, tenants, START, null, null);
    assertThat(standing.status().word()).isEqualTo(status);
  }

  @Test
  void a_deleted_relay_is_inactive_and_stands_aside_with_its_host() {
    var relay = relay("free");
    var deleted = relay.with(relay.standing().withDeletion(START));
    assertThat(deleted.status()).isEqualTo(RelayStatus.INACTIVE);
    assertThat(deleted.wantedOnline()).isFalse();
    assertThat(deleted.host()).startsWith("_deleted-").endsWith(".relays.example.com");
    assertThat(deleted.url()).isEqualTo("wss://club.relays.example.com");
  }

  @ParameterizedTest
  @CsvSource({
    "2, 1, '',      false, true,  pending",
    "1, 1, '',      false, true,  active",
    "1, 1, '',      false, false, inactive",
    "1, 1, 'gone',  false, true,  pending",
    "2, 1, 'no',    true,  true,  failed",
    "2, 1, 'no',    true,  false, failed"
  })
  void provisioning_is_the_observed_state(
      long generation,
      long synced,
      String error,
      boolean refused,
      boolean online,
      String provisioning) {
    var seen =
        new Relay.Seen(
            generation,
            synced,
            true,
            Provisioning.Step.SAVED,
            new Relay.Trouble(error, refused, 1, null),
            null);
    var relay = with(relay("free"), seen);
    var base = online ? RelayStatus.ACTIVE : RelayStatus.INACTIVE;
    assertThat(relay.with(relay.standing().withBase(base)).provisioning().word())
        .isEqualTo(provisioning);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:3334, ws://club.localhost:3334",
    "localhost, ws://club.localhost",
    "relays.localhost:1, ws://club.relays.localhost:1",
    "example.com, wss://club.example.com",
    "localhost.example.com, wss://club.localhost.example.com"
  })
  void only_local_domains_are_dialled_without_tls(String domain, String url) {
    var old = relay("free");
    var relay =
        new Relay(
            old.id(),
            old.tenant(),
            new Relay.Address("club", domain, "club_b302099a8057", Relay.CustomDomain.NONE),
            old.wishes(),
            old.standing(),
            old.seen());
    assertThat(relay.url()).isEqualTo(url);
  }

  @Test
  void limits_count_all_relays_and_the_free_ones() {
    var free = terms().plans().byId("free").orElseThrow();
    var basic = terms().plans().byId("basic").orElseThrow();
    var one = List.of(relay("free"));
    var two = List.of(relay("free"), relay("free"));
    var three = List.of(relay("basic"), relay("basic"), relay("basic"));
    assertThat(Limits.refusal(one, free, terms())).isEmpty();
    assertThat(Limits.refusal(two, free, terms())).map(Problem::code).contains("relay-limit");
    assertThat(Limits.refusal(two, basic, terms())).isEmpty();
    assertThat(Limits.refusal(three, basic, terms())).map(Problem::code).contains("relay-limit");
  }

  @Test
  void a_label_is_held_for_exactly_thirty_days() {
    assertThat(LabelStore.heldUntil(START)).isEqualTo(START.plus(Duration.ofDays(30)));
  }
}
