package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.payment.FakePayers;
import caravel.control.payment.FakeWallet;
import caravel.control.payment.PaymentRails;
import caravel.nostr.Json;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Relays in every state, quoted and changed through the API. The clock begins on 31 January at
/// noon.
abstract class QuoteFixture {
  static final Duration DAY = Duration.ofDays(1);
  static final long FEBRUARY_28 = Instant.parse("2026-02-28T12:00:00Z").getEpochSecond();
  static final long MARCH_7 = Instant.parse("2026-03-07T12:00:00Z").getEpochSecond();
  static final List<String> PLANS = List.of("free", "basic", "growth", "gold");

  /// The number of the first key that no other test uses.
  static final int FIRST = 0x100;

  @TempDir Path folder;
  final TestClock clock = new TestClock();
  final FakeWallet wallet = new FakeWallet(clock);
  Platform platform;
  int people;

  @BeforeEach
  void start() {
    platform =
        new Platform(
            folder, new PaymentRails(wallet, new FakePayers(), null, Optional::empty), clock);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  /// An owner and the relay that is quoted.
  record Club(SecretKey owner, String relay) {}

  /// A line of a quote or an invoice, without its cause.
  record Told(String kind, String plan, long amount, long from, long to) {}

  /// The state of a relay before it is quoted.
  enum Before {
    FREE,
    PAID,
    NOT_PAID_YET,
    TAKEN_OFFLINE,
    UNPAID_ALONE,
    UNPAID_BESIDE_ANOTHER,
    SUSPENDED,
    SUSPENDED_WITH_ITS_TENANT,
    SUSPENDED_OFFLINE,
    DELETED,
    DELETED_UNPAID
  }

  Club club(Before before) {
    return switch (before) {
      case FREE -> owned("free");
      case PAID -> paid();
      case NOT_PAID_YET -> owned("basic");
      case TAKEN_OFFLINE -> after(paid(), "/deactivate");
      case UNPAID_ALONE -> unpaid(owned("basic"));
      case UNPAID_BESIDE_ANOTHER -> {
        var paid = owned("basic");
        pay(paid);
        yield unpaid(
            new Club(paid.owner(), platform.relay(paid.owner(), "more" + people, "basic")));
      }
      case SUSPENDED -> suspended(paid());
      case SUSPENDED_WITH_ITS_TENANT -> {
        var paid = paid();
        var suspended = platform.post(ADMIN, tenant(paid) + "/suspend", "{\"reason\":\"Spam.\"}");
        assertThat(suspended.status()).isEqualTo(200);
        bill(paid);
        yield paid;
      }
      case SUSPENDED_OFFLINE -> suspended(after(paid(), "/deactivate"));
      case DELETED -> deleted(paid());
      case DELETED_UNPAID -> deleted(unpaid(owned("basic")));
    };
  }

  Club owned(String plan) {
    people++;
    var owner = SecretKey.parse("%064x".formatted(FIRST + people));
    var club = new Club(owner, platform.relay(owner, "club" + people, plan));
    bill(club);
    return club;
  }

  /// Paid, and half of the month is over.
  Club paid() {
    var club = owned("basic");
    pay(club);
    clock.move(DAY.multipliedBy(14));
    return club;
  }

  Club unpaid(Club club) {
    platform.work();
    clock.move(DAY.multipliedBy(7));
    platform.work();
    assertThat(platform.get(club.owner(), path(club)).text("status")).isEqualTo("delinquent");
    return club;
  }

  Club after(Club club, String turn) {
    assertThat(platform.post(club.owner(), path(club) + turn).status()).isEqualTo(200);
    bill(club);
    return club;
  }

  Club suspended(Club club) {
    var answer = platform.post(ADMIN, path(club) + "/suspend", "{\"reason\":\"Spam.\"}");
    assertThat(answer.status()).isEqualTo(200);
    bill(club);
    return club;
  }

  Club deleted(Club club) {
    var label = platform.get(club.owner(), path(club)).text("subdomain");
    platform.delete(club.owner(), path(club) + "?confirm=" + label);
    bill(club);
    return club;
  }

  /// Listing the invoices bills all unbilled activity.
  void bill(Club club) {
    assertThat(platform.get(club.owner(), tenant(club) + "/invoices").status()).isEqualTo(200);
  }

  void pay(Club club) {
    var invoice = "/invoices/" + platform.invoice(club.owner()).get("id").asString();
    wallet.settle(platform.post(club.owner(), invoice + "/bolt11").text("lnbc"));
    assertThat(platform.post(club.owner(), invoice + "/reconcile").text("status"))
        .isEqualTo("paid");
  }

  Answer quote(Club club, String plan, @Nullable String status) {
    return platform.post(club.owner(), path(club) + "/quote", body(plan, status));
  }

  static String body(String plan, @Nullable String status) {
    return Json.mapper()
        .writeValueAsString(
            status == null ? Map.of("plan_id", plan) : Map.of("plan_id", plan, "status", status));
  }

  /// Makes the quoted change, and returns its refusal; `""` = none.
  String change(Club club, String plan, @Nullable String status) {
    var owner = club.owner();
    var now = platform.get(owner, path(club)).data();
    var shown = now.get("status").asString();
    var own = now.get("plan_id").asString().equals(plan);
    var calls = new ArrayList<Answer>();
    if ("inactive".equals(status) && !shown.equals("inactive")) {
      calls.add(platform.post(owner, path(club) + "/deactivate"));
    }
    if (refusal(calls).isEmpty() && !(own && "active".equals(status))) {
      calls.add(platform.put(owner, path(club), body(plan, null)));
    }
    if (refusal(calls).isEmpty() && "active".equals(status)) {
      calls.add(platform.post(owner, path(club) + "/reactivate"));
    }
    return refusal(calls);
  }

  static String refusal(List<Answer> answers) {
    return answers.stream()
        .filter(answer -> answer.status() != 200)
        .map(Answer::refusal)
        .findFirst()
        .orElse("");
  }

  static List<Told> told(JsonNode quote) {
    var told = new ArrayList<Told>();
    for (var item : quote.get("items")) {
      told.add(
          new Told(
              item.get("kind").asString(),
              item.get("plan_id").asString(),
              item.at("/total/amount").asLong(),
              item.get("period_start").asLong(),
              item.get("period_end").asLong()));
    }
    return told;
  }

  /// The number of the owner's newest line; 0 = none.
  long number(Club club) {
    return platform.db.read(tx ->
        tx.handle()
            .select(
                "SELECT coalesce(max(number), 0) FROM invoice_items WHERE tenant_pubkey = ?",
                club.owner().publicKey().hex())
            .mapTo(long.class)
            .one());
  }

  List<Told> billed(Club club, long after) {
    return platform.db.read(tx ->
        tx.handle()
            .select(
                """
                SELECT kind, plan_id, amount, period_start, period_end FROM invoice_items
                 WHERE tenant_pubkey = ? AND number > ? ORDER BY number
                """,
                club.owner().publicKey().hex(),
                after)
            .map((row, _) ->
                new Told(
                    row.getString(1),
                    row.getString(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5)))
            .list());
  }

  static String path(Club club) {
    return "/relays/" + club.relay();
  }

  static String tenant(Club club) {
    return "/tenants/" + club.owner().publicKey().hex();
  }
}
