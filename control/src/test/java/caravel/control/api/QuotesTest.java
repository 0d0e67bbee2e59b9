package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.billing.BillingRails;
import caravel.control.payment.FakePayers;
import caravel.control.payment.FakeWallet;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// What a change of plan and status is said to cost, held against the lines that it then makes. The
/// clock begins on 31 January at noon.
final class QuotesTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final long FEBRUARY_28 = Instant.parse("2026-02-28T12:00:00Z").getEpochSecond();
  private static final long MARCH_7 = Instant.parse("2026-03-07T12:00:00Z").getEpochSecond();
  private static final List<String> PLANS = List.of("free", "basic", "growth", "gold");

  /// The number of the first key that is nobody else's.
  private static final int FIRST = 0x100;

  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private final FakeWallet wallet = new FakeWallet(clock);
  private Platform platform;
  private int people;

  @BeforeEach
  void start() {
    platform =
        new Platform(
            folder, new BillingRails(wallet, new FakePayers(), null, Optional::empty), clock);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  /// What somebody has, who asks.
  private record Club(SecretKey owner, String relay) {}

  /// A line, told or billed, without what names its cause.
  private record Told(String kind, String plan, long amount, long from, long to) {}

  /// What a relay can be when it is asked about.
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

  @ParameterizedTest
  @EnumSource
  void whatever_a_relay_is_a_quote_is_the_bill_of_the_change_or_its_refusal(Before before) {
    for (var plan : PLANS) {
      for (var status : new String[] {null, "active", "inactive"}) {
        var club = club(before);
        var quote = quote(club, plan, status);
        var known = number(club);
        var refusal = change(club, plan, status);
        assertThat(quote.status() == 200 ? "" : quote.refusal())
            .as("%s, to %s, %s", before, plan, status)
            .isEqualTo(refusal);
        if (refusal.isEmpty()) {
          bill(club);
          assertThat(told(quote.data()))
              .as("%s, to %s, %s", before, plan, status)
              .isEqualTo(billed(club, known));
          assertThat(quote.data().get("at").asLong()).isEqualTo(clock.seconds());
        }
      }
    }
  }

  @Test
  void who_comes_back_in_the_month_pays_its_rest() {
    var club = club(Before.TAKEN_OFFLINE);
    platform.relay(club.owner(), "beside" + people, "basic");
    bill(club);
    assertThat(told(quote(club, "basic", "active").data()))
        .containsExactly(new Told("charge", "basic", 5_000, clock.seconds(), FEBRUARY_28));
    assertThat(told(quote(club, "growth", "active").data()))
        .containsExactly(new Told("charge", "growth", 25_000, clock.seconds(), FEBRUARY_28));
    assertThat(told(quote(club, "free", "active").data())).isEmpty();
    assertThat(told(quote(club, "growth", "inactive").data())).isEmpty();
    assertThat(told(quote(club, "growth", null).data())).isEmpty();
  }

  @Test
  void who_did_not_pay_and_has_nothing_else_begins_a_month_of_their_own() {
    var club = club(Before.UNPAID_ALONE);
    assertThat(told(quote(club, "basic", "active").data()))
        .as("in the very second in which it went offline")
        .containsExactly(new Told("charge", "basic", 10_000, clock.seconds(), MARCH_7));
    clock.move(Duration.ofSeconds(1));
    assertThat(told(quote(club, "basic", "active").data()))
        .containsExactly(new Told("charge", "basic", 10_000, clock.seconds(), MARCH_7 + 1));
  }

  @Test
  void who_did_not_pay_for_one_of_two_is_asked_for_a_whole_month_before_it_starts_m2() {
    var club = club(Before.UNPAID_BESIDE_ANOTHER);
    assertThat(told(quote(club, "basic", "active").data()))
        .containsExactly(new Told("charge", "basic", 10_000, clock.seconds(), MARCH_7));
  }

  @Test
  void whoever_goes_offline_gets_back_what_is_unused_and_the_plan_makes_no_difference() {
    var club = club(Before.PAID);
    var back = new Told("credit", "basic", -5_000, clock.seconds(), FEBRUARY_28);
    for (var plan : List.of("free", "basic", "growth")) {
      assertThat(told(quote(club, plan, "inactive").data())).containsExactly(back);
    }
    assertThat(told(quote(club, "basic", "active").data())).isEmpty();
  }

  @Test
  void there_and_back_within_a_second_costs_what_was_given_back() {
    var club = club(Before.PAID);
    clock.move(Duration.ofSeconds(11));
    var back = quote(club, "basic", "inactive").data().at("/total/amount").asLong();
    change(club, "basic", "inactive");
    var again = quote(club, "basic", "active").data();
    assertThat(again.at("/total/amount").asLong()).isEqualTo(-back);
    assertThat(told(again)).singleElement().extracting(Told::to).isEqualTo(FEBRUARY_28);
    clock.move(Duration.ofSeconds(1));
    assertThat(quote(club, "basic", "active").data().at("/total/amount").asLong())
        .as("a month of its own")
        .isEqualTo(10_000);
  }

  @Test
  void at_the_second_of_a_new_month_the_new_one_is_what_counts() {
    for (var seconds : new int[] {-1, 0, 1}) {
      var club = owned("basic");
      platform.relay(club.owner(), "beside" + people, "basic");
      pay(club);
      platform.post(club.owner(), "/relays/" + club.relay() + "/deactivate");
      var start = platform.get(club.owner(), tenant(club)).data().get("renews_at").asLong();
      clock.move(Duration.ofSeconds(start + seconds - clock.seconds()));
      platform.work();
      var quote = quote(club, "growth", "active").data();
      var known = number(club);
      assertThat(change(club, "growth", "active")).isEmpty();
      platform.work();
      assertThat(told(quote)).hasSize(1).isEqualTo(billed(club, known));
      if (seconds == 0) {
        assertThat(quote.at("/total/amount").asLong()).isEqualTo(50_000);
      }
    }
  }

  /// A6 (item 8 of issue 12): what is paid is net of credit, by the server.
  @Test
  void a_quote_says_what_is_due_after_credit() {
    var club = club(Before.PAID);
    platform.post(club.owner(), path(club) + "/deactivate");
    bill(club);
    var quote = quote(club, "growth", "active").data();
    assertThat(quote.at("/carried/amount").asLong()).isEqualTo(-5_000);
    assertThat(quote.at("/due/amount").asLong())
        .isEqualTo(quote.at("/total/amount").asLong() - 5_000);
    var free = quote(club, "free", "active").data();
    assertThat(free.at("/due/amount").asLong()).isZero();
  }

  /// A6: a relay that does not exist yet is quoted by the same code.
  @Test
  void a_new_relay_is_quoted_before_it_is_made() {
    var club = club(Before.PAID);
    var body = "{\"plan_id\":\"basic\"}";
    var quote = platform.post(club.owner(), tenant(club) + "/quote", body).data();
    assertThat(told(quote))
        .containsExactly(new Told("charge", "basic", 5_000, clock.seconds(), FEBRUARY_28));
    var known = number(club);
    platform.relay(club.owner(), "second", "basic");
    bill(club);
    assertThat(number(club)).isGreaterThan(known);
    assertThat(platform.invoice(club.owner()).at("/total/amount").asLong())
        .isEqualTo(quote.at("/due/amount").asLong());

    var stranger = SecretKey.generate();
    var theirs = "/tenants/" + stranger.publicKey() + "/quote";
    assertThat(platform.post(stranger, theirs, body).data().at("/due/amount").asLong())
        .as("no tenant yet")
        .isEqualTo(10_000);
    assertThat(platform.post(stranger, theirs, "{\"plan_id\":\"special\"}").refusal())
        .isEqualTo("422 unknown-plan plan_id");
    assertThat(platform.post(stranger, theirs, "{}").refusal()).isEqualTo("422 invalid plan_id");
  }

  /// A7 (item 8 of issue 12): the next invoice is what will be billed, less credit.
  @Test
  void the_upcoming_invoice_is_the_bill_of_the_next_period_less_credit() {
    var club = club(Before.PAID);
    change(club, "growth", null);
    pay(club);
    change(club, "basic", null);
    bill(club);
    var credit = platform.get(club.owner(), tenant(club)).data().at("/credit/amount").asLong();
    assertThat(credit).isPositive();

    var upcoming = platform.get(club.owner(), tenant(club) + "/invoices/upcoming").data();
    assertThat(upcoming.get("at").asLong()).isEqualTo(FEBRUARY_28);
    assertThat(upcoming.at("/total/amount").asLong()).isEqualTo(10_000);
    assertThat(upcoming.at("/carried/amount").asLong()).isEqualTo(-credit);
    assertThat(upcoming.at("/due/amount").asLong()).isEqualTo(Math.max(0, 10_000 - credit));

    var nobody = SecretKey.generate();
    var none = platform.get(nobody, "/tenants/" + nobody.publicKey() + "/invoices/upcoming");
    assertThat(none.status()).isEqualTo(200);
    assertThat(none.data().isNull()).isTrue();
  }

  @Test
  void a_status_that_nobody_can_ask_for_is_refused_at_its_field() {
    var club = owned("basic");
    for (var wrong : List.of("\"delinquent\"", "\"suspended\"", "\"\"", "\"on\"", "1", "true")) {
      var body = "{\"plan_id\":\"basic\",\"status\":" + wrong + "}";
      assertThat(platform.post(club.owner(), path(club) + "/quote", body).refusal())
          .isEqualTo("422 invalid status");
    }
    var absent = "{\"plan_id\":\"growth\",\"status\":null}";
    assertThat(platform.post(club.owner(), path(club) + "/quote", absent).data().get("items"))
        .hasSize(2);
  }

  @Test
  void a_quote_changes_nothing() {
    var club = club(Before.DELETED);
    var before = platform.get(ADMIN, path(club)).data();
    assertThat(quote(club, "basic", "active").status()).isEqualTo(200);
    assertThat(platform.get(ADMIN, path(club)).data()).isEqualTo(before);
  }

  @Test
  void what_can_no_longer_be_brought_back_is_not_quoted() {
    var taken = club(Before.DELETED);
    platform.relay(taken.owner(), "club" + people, "basic");
    assertThat(quote(taken, "basic", "active").refusal())
        .isEqualTo("422 duplicate-subdomain subdomain");
    var gone = club(Before.DELETED);
    clock.move(DAY.multipliedBy(30));
    assertThat(quote(gone, "basic", "active").refusal()).isEqualTo("404 not-found");
  }

  @Test
  void what_is_never_billed_costs_nothing_in_either_direction(@TempDir Path other) {
    try (var free = new Platform(other)) {
      var relay = "/relays/" + free.relay(ALICE, "club", "growth");
      for (var turn : new String[] {"deactivate", "reactivate"}) {
        for (var status : new String[] {"active", "inactive"}) {
          assertThat(free.post(ALICE, relay + "/quote", body("basic", status)).data().get("items"))
              .isEmpty();
        }
        assertThat(free.post(ALICE, relay + "/" + turn).status()).isEqualTo(200);
      }
    }
  }

  private Club club(Before before) {
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

  private Club owned(String plan) {
    people++;
    var owner = SecretKey.parse("%064x".formatted(FIRST + people));
    var club = new Club(owner, platform.relay(owner, "club" + people, plan));
    bill(club);
    return club;
  }

  /// Paid, and half of the month is over.
  private Club paid() {
    var club = owned("basic");
    pay(club);
    clock.move(DAY.multipliedBy(14));
    return club;
  }

  private Club unpaid(Club club) {
    platform.work();
    clock.move(DAY.multipliedBy(7));
    platform.work();
    assertThat(platform.get(club.owner(), path(club)).text("status")).isEqualTo("delinquent");
    return club;
  }

  private Club after(Club club, String turn) {
    assertThat(platform.post(club.owner(), path(club) + turn).status()).isEqualTo(200);
    bill(club);
    return club;
  }

  private Club suspended(Club club) {
    var answer = platform.post(ADMIN, path(club) + "/suspend", "{\"reason\":\"Spam.\"}");
    assertThat(answer.status()).isEqualTo(200);
    bill(club);
    return club;
  }

  private Club deleted(Club club) {
    var label = platform.get(club.owner(), path(club)).text("subdomain");
    platform.delete(club.owner(), path(club) + "?confirm=" + label);
    bill(club);
    return club;
  }

  /// Whoever asks for invoices has everything billed that is not billed yet.
  private void bill(Club club) {
    assertThat(platform.get(club.owner(), tenant(club) + "/invoices").status()).isEqualTo(200);
  }

  private void pay(Club club) {
    var invoice = "/invoices/" + platform.invoice(club.owner()).get("id").asString();
    wallet.settle(platform.post(club.owner(), invoice + "/bolt11").text("lnbc"));
    assertThat(platform.post(club.owner(), invoice + "/reconcile").text("status"))
        .isEqualTo("paid");
  }

  private Answer quote(Club club, String plan, @Nullable String status) {
    return platform.post(club.owner(), path(club) + "/quote", body(plan, status));
  }

  private static String body(String plan, @Nullable String status) {
    return Json.mapper()
        .writeValueAsString(
            status == null ? Map.of("plan_id", plan) : Map.of("plan_id", plan, "status", status));
  }

  /// Makes the change that a quote is about, and answers what stood against it; `""` = nothing.
  private String change(Club club, String plan, @Nullable String status) {
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

  private static String refusal(List<Answer> answers) {
    return answers.stream()
        .filter(answer -> answer.status() != 200)
        .map(Answer::refusal)
        .findFirst()
        .orElse("");
  }

  private static List<Told> told(JsonNode quote) {
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

  /// The number of the newest line of somebody; 0 = there is none.
  private long number(Club club) {
    return platform.db.read(tx ->
        tx.handle()
            .select(
                "SELECT coalesce(max(number), 0) FROM invoice_items WHERE tenant_pubkey = ?",
                club.owner().publicKey().hex())
            .mapTo(long.class)
            .one());
  }

  private List<Told> billed(Club club, long after) {
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

  private static String path(Club club) {
    return "/relays/" + club.relay();
  }

  private static String tenant(Club club) {
    return "/tenants/" + club.owner().publicKey().hex();
  }
}
