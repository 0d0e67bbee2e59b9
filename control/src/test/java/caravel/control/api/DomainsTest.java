package caravel.control.api;

import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.control.domain.CustomDomains;
import caravel.control.domain.DomainWorker;
import caravel.control.domain.LocalDnsServer;
import caravel.control.domain.LocalDnsServer.Mode;
import caravel.control.edge.EdgeNames;
import caravel.control.relay.RelayId;
import caravel.outbound.OutboundGuard.Fetched;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Type;

/// Custom domains against two real DNS servers.
final class DomainsTest {
  private static final String NAME = "chat.club.example";
  private static final String OWN_HOST = "club.localhost.";

  @TempDir Path folder;
  private Platform platform;
  private LocalDnsServer first;
  private LocalDnsServer second;
  private DomainWorker worker;
  private EdgeNames edge;
  private final AtomicInteger fetches = new AtomicInteger();

  @BeforeEach
  void start() throws IOException {
    platform = new Platform(folder);
    first = new LocalDnsServer();
    second = new LocalDnsServer();
    worker = worker();
    edge =
        new EdgeNames(
            platform.db,
            platform.clock,
            Map.of(),
            Map.of("localhost:3334", new EdgeNames.Upstream("zooid.internal", 3334)));
    platform.activities.follow(edge);
    edge.start();
  }

  private DomainWorker worker() {
    return platform.domains.worker(
        new CustomDomains.Sources(
            List.of(first.address(), second.address()),
            _ -> {
              fetches.incrementAndGet();
              return platform.internet;
            }),
        platform.clock,
        Executors.newVirtualThreadPerTaskExecutor());
  }

  @AfterEach
  void stop() {
    edge.close();
    worker.close();
    first.close();
    second.close();
    platform.close();
  }

  @Test
  void a_domain_is_verified_by_dns_and_live_when_the_relay_answers() throws IOException {
    var relay = claim("club", NAME);
    assertThat(state(relay)).isEqualTo("waiting");
    round();
    assertThat(domain(relay).text("detail"))
        .isEqualTo(NAME + " has no CNAME record. _caravel." + NAME + " has no TXT record.");
    assertThat(verified(relay)).isZero();
    assertThat(edge.find(NAME)).isNull();

    set(NAME, Type.CNAME, OWN_HOST);
    round();
    assertThat(state(relay)).isEqualTo("verified");
    assertThat(verified(relay)).isOne();
    assertThat(types(relay)).startsWith("verify_domain");
    await().until(() -> edge.find(NAME) != null);
    assertThat(edge.find(NAME)).isEqualTo(edge.find("club.localhost"));

    platform.internet = new Fetched.Answer(404, new byte[0]);
    round();
    assertThat(state(relay)).isEqualTo("certificate");
    platform.internet = document("0".repeat(64));
    round();
    assertThat(state(relay)).isEqualTo("certificate");
    platform.internet = document(key(relay));
    round();
    assertThat(state(relay)).isEqualTo("live");
    assertThat(domain(relay).text("detail")).isEmpty();
    assertThat(platform.get(ALICE, "/relays/" + relay).text("url"))
        .isEqualTo("ws://club.localhost:3334");
  }

  @Test
  void the_records_to_add_are_shown_and_the_txt_record_proves_an_apex() throws IOException {
    var relay = claim("club", "club.example");
    var records = domain(relay).data().get("records");
    assertThat(records.get(0).toString())
        .isEqualTo("{\"type\":\"CNAME\",\"name\":\"club.example\",\"value\":\"club.localhost\"}");
    assertThat(records.get(1).get("name").asString()).isEqualTo("_caravel.club.example");
    set("_caravel.club.example", Type.TXT, records.get(1).get("value").asString());
    round();
    assertThat(state(relay)).isEqualTo("verified");
  }

  @Test
  void each_change_of_state_is_on_the_stream() throws IOException {
    var relay = claim("club", NAME);
    set(NAME, Type.CNAME, OWN_HOST);
    try (var stream = platform.listen(ALICE, "/stream")) {
      round();
      await().until(() -> stream.data("relay").toString().contains("domain_verified\":1"));
      var count = stream.data("relay").size();
      platform.internet = document(key(relay));
      round();
      await().until(() -> stream.data("relay").size() == count + 1);
    }
  }

  @Test
  void a_relay_without_a_domain_has_no_state() {
    var relay = platform.relay(ALICE, "club", "free");
    assertThat(state(relay)).isEqualTo("none");
    assertThat(platform.post(ALICE, "/relays/" + relay + "/domain/check").refusal())
        .isEqualTo("409 conflict");
  }

  @Test
  void a_request_for_a_check_makes_it_due_but_not_twice_in_ten_seconds() throws IOException {
    var relay = claim("club", NAME);
    platform.clock.move(Duration.ofDays(2));
    round();
    set(NAME, Type.CNAME, OWN_HOST);
    worker.round();
    assertThat(state(relay)).as("the next check is due in an hour").isEqualTo("waiting");

    platform.clock.move(Duration.ofSeconds(20));
    assertThat(platform.post(ALICE, "/relays/" + relay + "/domain/check").status()).isEqualTo(202);
    worker.round();
    assertThat(state(relay)).isEqualTo("verified");

    platform.clock.move(Duration.ofSeconds(9));
    platform.post(ALICE, "/relays/" + relay + "/domain/check");
    worker.round();
    assertThat(fetches).hasValue(0);
    platform.clock.move(Duration.ofSeconds(1));
    platform.post(ALICE, "/relays/" + relay + "/domain/check");
    worker.round();
    assertThat(fetches).hasValue(1);
  }

  @Test
  void a_domain_is_released_after_seven_days_of_wrong_records() throws IOException {
    var relay = live("club");
    first.remove(NAME, Type.CNAME);
    second.remove(NAME, Type.CNAME);
    platform.clock.move(Duration.ofDays(1));
    round();
    assertThat(state(relay)).isEqualTo("live");
    assertThat(domain(relay).data().get("wrong_since").asLong()).isPositive();
    platform.clock.move(Duration.ofDays(7).minusSeconds(120));
    round();
    assertThat(verified(relay)).isOne();

    platform.clock.move(Duration.ofHours(1));
    round();
    var after = platform.get(ALICE, "/relays/" + relay);
    assertThat(after.text("custom_domain")).isEmpty();
    assertThat(after.data().get("custom_domain_verified").asInt()).isZero();
    assertThat(after.text("status")).isEqualTo("active");
    assertThat(state(relay)).isEqualTo("none");
    assertThat(types(relay)).startsWith("release_domain");
    await().until(() -> edge.find(NAME) == null);
    assertThat(edge.find("club.localhost")).isNotNull();
    var notice = platform.get(ALICE, "/tenants/" + ALICE.publicKey() + "/notices").data().get(0);
    assertThat(notice.get("notice_type").asString()).isEqualTo("domain_released");
    assertThat(notice.get("text").asString()).contains(NAME, "ws://club.localhost:3334");
  }

  @Test
  void silence_and_disagreement_never_release_a_domain() throws IOException {
    var relay = live("club");
    first.remove(NAME, Type.CNAME);
    for (var day = 0; day < 9; day++) {
      platform.clock.move(Duration.ofDays(1));
      round();
    }
    second.behave(Mode.FAILING);
    for (var day = 0; day < 9; day++) {
      platform.clock.move(Duration.ofDays(1));
      round();
    }
    assertThat(state(relay)).isEqualTo("live");
    assertThat(domain(relay).data().path("wrong_since").asLong(0)).isZero();
  }

  @Test
  void another_tenant_cannot_take_a_verified_domain() throws IOException {
    live("club");
    platform.relay(BOB, "other", "free");
    var wish = "{\"subdomain\":\"third\",\"plan_id\":\"free\",\"custom_domain\":\"" + NAME + "\"}";
    assertThat(platform.post(BOB, "/relays", wish).refusal())
        .isEqualTo("422 invalid custom_domain");
    var other =
        platform.get(BOB, "/tenants/" + BOB.publicKey() + "/relays").data().get(0).get("id");
    assertThat(
            platform
                .put(BOB, "/relays/" + other.asString(), "{\"custom_domain\":\"" + NAME + "\"}")
                .refusal())
        .isEqualTo("422 invalid custom_domain");
  }

  @Test
  void an_unverified_request_blocks_no_other_relay() throws IOException {
    var waiting = claim("other", NAME);
    var relay = platform.relay(BOB, "club", "free");
    platform.put(BOB, "/relays/" + relay, "{\"custom_domain\":\"" + NAME + "\"}");
    set(NAME, Type.CNAME, OWN_HOST);
    round();
    assertThat(platform.get(BOB, "/relays/" + relay + "/domain").text("state"))
        .isEqualTo("verified");
    assertThat(state(waiting)).isEqualTo("waiting");
  }

  @Test
  void a_forgotten_cname_record_gives_no_other_tenant_the_domain() throws IOException {
    var relay = live("club");
    platform.delete(ALICE, "/relays/" + relay + "?confirm=club");
    platform.clock.move(Duration.ofDays(31));
    var other = platform.relay(BOB, "club", "free");
    platform.put(BOB, "/relays/" + other, "{\"custom_domain\":\"" + NAME + "\"}");
    round();
    var refused = platform.get(BOB, "/relays/" + other + "/domain");
    assertThat(refused.text("state")).isEqualTo("waiting");
    assertThat(refused.text("detail")).contains("another account used this domain before");
    assertThat(edge.find(NAME)).isNull();

    var text = refused.data().get("records").get(1).get("value").asString();
    set("_caravel." + NAME, Type.TXT, text);
    round();
    assertThat(platform.get(BOB, "/relays/" + other + "/domain").text("state"))
        .isEqualTo("verified");
  }

  @Test
  void a_domain_that_its_tenant_moves_between_own_relays_needs_no_txt_record() throws IOException {
    var relay = live("club");
    platform.put(ALICE, "/relays/" + relay, "{\"custom_domain\":\"\"}");
    var next = claim("next", NAME);
    set(NAME, Type.CNAME, "next.localhost.");
    round();
    assertThat(state(next)).isEqualTo("verified");
  }

  @Test
  void of_two_that_prove_a_domain_the_first_has_it() throws IOException {
    var relay = claim("club", NAME);
    set("_caravel." + NAME, Type.TXT, token(relay));
    var second = claim("other", NAME);
    round();
    assertThat(state(relay)).isEqualTo("verified");
    set("_caravel." + NAME, Type.TXT, token(second));
    platform.clock.move(Duration.ofMinutes(2));
    round();
    assertThat(state(second)).isEqualTo("waiting");
    assertThat(domain(second).text("detail")).startsWith("Another relay on this server");
    assertThat(verified(second)).isZero();
  }

  @Test
  void a_changed_or_removed_domain_is_no_longer_in_effect() throws IOException {
    var relay = live("club");
    platform.put(ALICE, "/relays/" + relay, "{\"info_name\":\"Club\"}");
    assertThat(verified(relay)).isOne();
    platform.put(ALICE, "/relays/" + relay, "{\"custom_domain\":\"new.club.example\"}");
    assertThat(verified(relay)).isZero();
    assertThat(state(relay)).isEqualTo("waiting");
    await().until(() -> edge.find(NAME) == null);
    platform.put(ALICE, "/relays/" + relay, "{\"custom_domain\":\"\"}");
    assertThat(state(relay)).isEqualTo("none");
  }

  @Test
  void a_deleted_relay_gives_its_domain_up_and_begins_anew_when_it_is_restored()
      throws IOException {
    var relay = live("club");
    platform.delete(ALICE, "/relays/" + relay + "?confirm=club");
    assertThat(verified(relay)).isZero();
    await().until(() -> edge.find(NAME) == null);
    platform.post(ALICE, "/relays/" + relay + "/reactivate");
    assertThat(state(relay)).isEqualTo("waiting");
    round();
    assertThat(state(relay)).isEqualTo("verified");
  }

  @Test
  void a_relay_that_is_offline_keeps_its_domain() throws IOException {
    var relay = live("club");
    platform.post(ALICE, "/relays/" + relay + "/deactivate");
    platform.internet = new Fetched.Answer(404, new byte[0]);
    platform.clock.move(Duration.ofDays(1));
    round();
    assertThat(state(relay)).isEqualTo("live");
    assertThat(verified(relay)).isOne();
  }

  private String live(String subdomain) throws IOException {
    var relay = claim(subdomain, NAME);
    set(NAME, Type.CNAME, OWN_HOST);
    round();
    platform.internet = document(key(relay));
    round();
    assertThat(state(relay)).isEqualTo("live");
    return relay;
  }

  private String claim(String subdomain, String name) {
    var relay = platform.relay(ALICE, subdomain, "free");
    var changed = platform.put(ALICE, "/relays/" + relay, "{\"custom_domain\":\"" + name + "\"}");
    assertThat(changed.status()).as(changed.json().toString()).isEqualTo(200);
    return relay;
  }

  /// Moves past the shortest rest, and checks.
  private void round() {
    platform.clock.move(Duration.ofSeconds(30));
    worker.round();
  }

  private void set(String name, int type, String value) throws IOException {
    first.set(name, type, value);
    second.set(name, type, value);
  }

  private Answer domain(String relay) {
    return platform.get(ALICE, "/relays/" + relay + "/domain");
  }

  private String state(String relay) {
    return domain(relay).text("state");
  }

  private String token(String relay) {
    return domain(relay).data().get("records").get(1).get("value").asString();
  }

  private int verified(String relay) {
    return platform.get(ALICE, "/relays/" + relay).data().get("custom_domain_verified").asInt();
  }

  private String key(String relay) {
    return platform.progress().secret(new RelayId(relay)).publicKey().hex();
  }

  private static Fetched document(String self) {
    var text = "{\"name\":\"club\",\"self\":\"" + self + "\"}";
    return new Fetched.Answer(200, text.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> types(String relay) {
    var types = new ArrayList<String>();
    platform
        .get(ALICE, "/relays/" + relay + "/activity")
        .data()
        .get("activity")
        .forEach(one -> types.add(one.get("activity_type").asString()));
    return types;
  }
}
