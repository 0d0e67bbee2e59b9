package caravel.control.api;

import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.db.Tx;
import caravel.control.relay.RelayId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A relay that is paid for a year in advance, at 100,000 sats from 31 January at noon. After 100
/// days, 265 of its 365 days are left.
final class YearlyBillingTest extends QuoteFixture {
  private static final long YEAR_END = Instant.parse("2027-01-31T12:00:00Z").getEpochSecond();
  private static final long MAY_31 = Instant.parse("2026-05-31T12:00:00Z").getEpochSecond();
  private static final String YEARLY = "{\"plan_id\":\"basic\",\"interval\":\"year\"}";

  private Club club;

  @BeforeEach
  void aYear() {
    club = owned("free");
    var change = platform.put(club.owner(), path(club), YEARLY);
    assertThat(change.status()).as(change.json().toString()).isEqualTo(200);
    assertThat(change.text("interval")).isEqualTo("year");
    bill(club);
  }

  @Test
  void a_year_chosen_at_creation_is_quoted_billed_once_and_renewed_a_year_later() {
    var owner = owned("free").owner();
    var tenant = "/tenants/" + owner.publicKey().hex();
    var quote = platform.post(owner, tenant + "/quote", YEARLY).data();
    assertThat(quote.at("/items/0/description").asString())
        .isEqualTo("New relay on Basic, 12 months, 2 of them free");
    assertThat(quote.at("/items/0/interval").asString()).isEqualTo("year");
    assertThat(told(quote))
        .containsExactly(new Told("charge", "basic", 100_000, clock.seconds(), YEAR_END));
    var made =
        platform.post(
            owner,
            "/relays",
            "{\"subdomain\":\"yearly\",\"info_name\":\"Y\",\"plan_id\":\"basic\",\"interval\":\"year\"}");
    assertThat(made.status()).isEqualTo(201);
    var yearly = new Club(owner, made.text("id"));
    bill(yearly);
    assertThat(platform.invoice(owner).at("/total/amount").asLong()).isEqualTo(100_000);
    pay(yearly);
    for (var month = 1; month < 12; month++) {
      clock.move(DAY.multipliedBy(30));
      platform.work();
      assertThat(open(yearly)).as("month %d", month).isEmpty();
    }
    assertThat(platform.get(owner, tenant).data().get("renews_at").asLong()).isEqualTo(YEAR_END);
    var next = platform.get(owner, tenant + "/invoices/upcoming").data();
    assertThat(next.at("/at").asLong()).isEqualTo(YEAR_END);
    assertThat(next.at("/total/amount").asLong()).isEqualTo(100_000);
    clock.move(java.time.Duration.ofSeconds(YEAR_END - clock.seconds()));
    platform.work();
    assertThat(open(yearly)).containsExactly(100_000L);
  }

  @Test
  void an_upgrade_within_the_year_credits_the_rest_and_keeps_the_year() {
    afterHundredDays();
    var quote = quote("growth", "year");
    assertThat(told(quote.data()))
        .containsExactly(
            new Told("credit", "basic", -72_602, clock.seconds(), YEAR_END),
            new Told("charge", "growth", 363_014, clock.seconds(), YEAR_END));
    assertThat(quote.data().at("/items/1/description").asString())
        .endsWith("on Growth, rest of 12 months, 2 of them free");
    assertThat(quote.data().at("/items/0/description").asString())
        .endsWith("on Basic, paid yearly");
    assertIsBilled("growth", "year", quote);
    assertThat(open(club)).containsExactly(363_014L - 72_602);
  }

  @Test
  void monthly_again_credits_the_rest_of_the_year_which_pays_for_the_months() {
    afterHundredDays();
    var quote = quote("basic", "month");
    assertThat(told(quote.data()))
        .containsExactly(
            new Told("credit", "basic", -72_602, clock.seconds(), YEAR_END),
            new Told("charge", "basic", 6_452, clock.seconds(), MAY_31));
    assertThat(quote.data().at("/due/amount").asLong()).isZero();
    assertIsBilled("basic", "month", quote);
    assertThat(open(club)).isEmpty();
    assertThat(credit()).isEqualTo(72_602 - 6_452);
  }

  @Test
  void a_deletion_within_the_year_leaves_the_rest_as_credit() {
    afterHundredDays();
    deleted(club);
    assertThat(credit()).isEqualTo(72_602);
    clock.move(DAY.multipliedBy(300));
    platform.work();
    assertThat(credit()).isEqualTo(72_602);
    assertThat(open(club)).isEmpty();
  }

  @Test
  void a_transfer_within_the_year_credits_the_rest_and_the_new_owner_confirms_a_year() {
    afterHundredDays();
    platform.progress().answered(new RelayId(club.relay()), 1);
    var to = "{\"pubkey\":\"" + BOB.publicKey().hex() + "\"}";
    assertThat(platform.post(club.owner(), path(club) + "/transfer", to).status()).isEqualTo(200);
    var price = platform.post(BOB, path(club) + "/transfer/quote").data();
    assertThat(price.at("/quote/due/amount").asLong()).isEqualTo(100_000);
    assertThat(price.get("interval").asString()).isEqualTo("year");
    var tooLow = "{\"plan_id\":\"basic\",\"due\":10000}";
    var accept = path(club) + "/transfer/accept";
    assertThat(platform.post(BOB, accept, tooLow).status()).isEqualTo(409);
    var confirmed = "{\"plan_id\":\"basic\",\"due\":100000}";
    assertThat(platform.post(BOB, accept, confirmed).status()).isEqualTo(200);
    platform.work();
    assertThat(credit()).isEqualTo(72_602);
    assertThat(open(new Club(BOB, club.relay()))).containsExactly(100_000L);
  }

  @Test
  void an_unpaid_year_is_void_after_the_grace_and_comes_back_when_a_year_is_paid() {
    unpaid(club);
    assertThat(open(club)).isEmpty();
    assertThat(credit()).isZero();
    clock.move(DAY);
    var back = platform.post(club.owner(), path(club) + "/reactivate");
    assertThat(back.status()).isEqualTo(200);
    bill(club);
    assertThat(platform.get(club.owner(), path(club)).text("reserved_interval")).isEqualTo("year");
    clock.move(DAY);
    pay(club);
    platform.work();
    var relay = platform.get(club.owner(), path(club));
    assertThat(relay.text("status")).isEqualTo("active");
    assertThat(relay.text("interval")).isEqualTo("year");
    assertThat(open(club)).isEmpty();
    assertThat(credit()).isZero();
    assertThat(billed(club, 0).getLast().to())
        .as("the year begins when it is paid")
        .isEqualTo(Instant.parse("2027-02-09T12:00:00Z").getEpochSecond());
  }

  @Test
  void another_price_and_other_free_months_apply_from_the_next_year_on() {
    afterHundredDays();
    platform.db.inTx(tx -> {
      reprice(tx, 120_000, 0);
      return true;
    });
    assertThat(quote("basic", "year").data().get("items")).isEmpty();
    clock.move(java.time.Duration.ofSeconds(YEAR_END - clock.seconds()));
    platform.work();
    assertThat(open(club)).containsExactly(120_000L);
  }

  @Test
  void a_form_without_an_interval_keeps_the_year_and_another_plan_without_one_is_monthly() {
    pay(club);
    var form = "{\"plan_id\":\"basic\",\"info_name\":\"Renamed\"}";
    assertThat(platform.put(club.owner(), path(club), form).text("interval")).isEqualTo("year");
    var monthly = platform.put(club.owner(), path(club), "{\"plan_id\":\"growth\"}");
    assertThat(monthly.text("interval")).isEqualTo("month");
    var free = "{\"plan_id\":\"free\",\"interval\":\"year\"}";
    assertThat(platform.put(club.owner(), path(club), free).text("interval")).isEqualTo("month");
    var wrong = platform.put(club.owner(), path(club), "{\"interval\":\"week\"}");
    assertThat(wrong.status()).isEqualTo(422);
  }

  @Test
  void plans_say_what_a_year_costs() {
    var basic = platform.get(club.owner(), "/plans/basic").data();
    assertThat(basic.at("/yearly/price/amount").asLong()).isEqualTo(100_000);
    assertThat(basic.at("/yearly/amount").asLong()).isEqualTo(10_000);
    assertThat(basic.at("/yearly/free_months").asInt()).isEqualTo(2);
    assertThat(platform.get(club.owner(), "/plans/free").data().has("yearly")).isFalse();
  }

  private void afterHundredDays() {
    pay(club);
    clock.move(DAY.multipliedBy(100));
    platform.work();
  }

  private Answer quote(String plan, String interval) {
    return platform.post(club.owner(), path(club) + "/quote", wanted(plan, interval));
  }

  private static String wanted(String plan, String interval) {
    return "{\"plan_id\":\"" + plan + "\",\"interval\":\"" + interval + "\"}";
  }

  private void assertIsBilled(String plan, String interval, Answer quote) {
    var known = number(club);
    var change = platform.put(club.owner(), path(club), wanted(plan, interval));
    assertThat(change.status()).isEqualTo(200);
    bill(club);
    assertThat(billed(club, known)).isEqualTo(told(quote.data()));
  }

  private long credit() {
    return platform.get(club.owner(), tenant(club)).data().at("/credit/amount").asLong();
  }

  private List<Long> open(Club whose) {
    var open = new ArrayList<Long>();
    platform
        .get(whose.owner(), tenant(whose) + "/invoices?status=open")
        .data()
        .forEach(invoice -> open.add(invoice.at("/total/amount").asLong()));
    return open;
  }

  private void reprice(Tx tx, long amount, int freeMonths) {
    tx.handle()
        .execute(
            "INSERT INTO yearly_prices (plan_id, currency, amount, free_months, seen_at)"
                + " VALUES ('basic', 'sat', ?, ?, ?)",
            amount,
            freeMonths,
            clock.seconds());
  }
}
