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
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A relay on a paid plan that Alice transfers to Bob. The clock begins on 31 January at noon, and
/// Alice pays 10,000 sats for the 28 days until 28 February.
abstract class TransferFixture {
  static final Duration DAY = Duration.ofDays(1);
  static final String AT_FULL_PRICE = confirmed("basic", 10_000);

  @TempDir Path folder;
  final TestClock clock = new TestClock();
  final FakeWallet wallet = new FakeWallet(clock);
  Platform platform;
  String relay;

  @BeforeEach
  void aPaidRelay() {
    platform =
        new Platform(
            folder, new PaymentRails(wallet, new FakePayers(), null, Optional::empty), clock);
    relay = platform.relay(ALICE, "club", "basic");
    platform.progress().answered(new RelayId(relay), 1);
    platform.work();
    pay(ALICE);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  static String confirmed(String plan, long due) {
    return "{\"plan_id\":\"" + plan + "\",\"due\":" + due + "}";
  }

  static String recipient(SecretKey who) {
    return "{\"pubkey\":\"" + who.publicKey().hex() + "\"}";
  }

  void offer() {
    assertThat(transfer(ALICE, BOB).status()).isEqualTo(200);
  }

  Answer transfer(SecretKey from, SecretKey to) {
    return platform.post(from, path("/transfer"), recipient(to));
  }

  JsonNode price() {
    return price(BOB);
  }

  JsonNode price(SecretKey who) {
    var answer = platform.post(who, path("/transfer/quote"));
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
    return answer.data();
  }

  void accept(String confirmed) {
    var answer = platform.post(BOB, path("/transfer/accept"), confirmed);
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
  }

  String owner() {
    return platform.get(ADMIN, path("")).text("tenant_pubkey");
  }

  String status() {
    return platform.get(ADMIN, path("")).text("status");
  }

  long credit(SecretKey who) {
    return platform.get(who, tenant(who)).data().at("/credit/amount").asLong();
  }

  List<JsonNode> open(SecretKey who) {
    var open = new ArrayList<JsonNode>();
    platform.get(who, tenant(who) + "/invoices?status=open").data().forEach(open::add);
    return open;
  }

  List<String> lines(JsonNode invoice) {
    var lines = new ArrayList<String>();
    platform
        .get(ADMIN, "/invoices/" + invoice.get("id").asString() + "/items")
        .data()
        .forEach(line ->
            lines.add(
                line.get("description").asString() + " " + line.at("/total/amount").asLong()));
    return lines;
  }

  void pay(SecretKey who) {
    var id = open(who).getFirst().get("id").asString();
    wallet.settle(platform.post(who, "/invoices/" + id + "/bolt11").text("lnbc"));
    assertThat(platform.post(who, "/invoices/" + id + "/reconcile").text("status"))
        .isEqualTo("paid");
    platform.work();
  }

  void pass(Duration time) {
    clock.move(time);
    platform.work();
  }

  String path(String rest) {
    return "/relays/" + relay + rest;
  }

  static String tenant(SecretKey who) {
    return "/tenants/" + who.publicKey().hex();
  }
}
