package caravel.control.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.control.TestClock;
import caravel.control.db.DbException;
import caravel.control.payment.FakePayers;
import caravel.control.payment.FakeWallet;
import caravel.control.payment.PayerWallets;
import caravel.control.payment.PaymentRails;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tenants that cannot be billed or collected do not delay the others, however many there are.
final class UnbillableTenantsTest {
  private static final String ALICE = Platform.ALICE.publicKey().hex();
  private static final String BOB = Platform.BOB.publicKey().hex();
  private static final String NUMBERS =
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) ";

  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private final FakeWallet wallet = new FakeWallet(clock);
  private final FakePayers payers = new FakePayers();
  private final PaymentRails rails = new PaymentRails(wallet, payers, null, Optional::empty);
  private Platform platform;

  @BeforeEach
  void start() {
    platform = new Platform(folder, rails, clock);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void any_number_of_unreadable_invoices_delays_no_other() {
    platform.relay(Platform.ALICE, "club", "basic");
    var relay = platform.relay(Platform.BOB, "tavern", "basic");
    platform.work();
    copyInvoiceOfAlice("nonsense", 0);
    clock.move(Duration.ofDays(7));
    collect(2);
    assertThat(platform.get(Platform.BOB, "/relays/" + relay).text("status"))
        .isEqualTo("delinquent");
    assertThat(collect(2)).as("what cannot be read is due all the time").isPositive();
  }

  @Test
  void failed_work_delays_no_other_and_is_retried_after_a_rest() {
    platform.relay(Platform.ALICE, "club", "basic");
    platform.relay(Platform.BOB, "tavern", "basic");
    platform.work();
    copyInvoiceOfAlice("asking_wallet", clock.seconds() + 1_000_000);
    sql("UPDATE tenants SET nwc_url = 'what no secret opens' WHERE pubkey = '" + ALICE + "'");
    payers.paying =
        lnbc -> {
          wallet.settle(lnbc);
          return new PayerWallets.Paid.Succeeded();
        };
    connectWalletOfBob();
    collect(4);
    assertThat(platform.invoice(Platform.BOB).path("status").asString()).isEqualTo("paid");
    assertThat(collect(1)).as("they wait all the time").isPositive();
  }

  @Test
  void codes_that_the_platforms_wallet_is_silent_about_hide_no_late_money() {
    platform.relay(Platform.ALICE, "club", "basic");
    var invoice = platform.invoice(Platform.ALICE).path("id").asString();
    var lnbc = platform.post(Platform.ALICE, "/invoices/" + invoice + "/bolt11").text("lnbc");
    platform.post(Platform.ADMIN, "/invoices/" + invoice + "/void", "{\"reason\":\"a mistake\"}");
    sql(
        NUMBERS.formatted(70)
            + """
            INSERT INTO payment_attempts (id, invoice_id, rail, external_id, account, instrument,
              amount, worth, created_at, expires_at, state, state_since, next_look_at)
            SELECT 'copy' || i, invoice_id, rail, 'forgotten' || i, account, instrument, amount,
                   worth, created_at, expires_at - 1, state, state_since, next_look_at - 1
              FROM payment_attempts, n WHERE invoice_id = '%s'
            """
                .formatted(invoice));
    wallet.silentAbout = hash -> hash.startsWith("forgotten");
    wallet.settle(lnbc);
    clock.move(Duration.ofHours(26));
    for (var minute = 0; minute < 3; minute++) {
      platform.billing.collectingRound();
      clock.move(Duration.ofMinutes(1));
    }
    var credit = platform.get(Platform.ALICE, "/tenants/" + ALICE).data().at("/credit/amount");
    assertThat(credit.asLong()).isEqualTo(10_000);
  }

  @Test
  void an_unbillable_tenant_delays_no_other() {
    platform.relay(Platform.ALICE, "club", "basic");
    platform.relay(Platform.BOB, "tavern", "basic");
    platform.work();
    addTenants(999);
    sql(
        """
        INSERT INTO ledgers (tenant_pubkey, billed_sequence, billed_until, renews_at)
        SELECT pubkey, 0, 0, 1 FROM tenants WHERE pubkey NOT IN ('%s', '%s')
        """
            .formatted(ALICE, BOB));
    sql("UPDATE invoices SET stage = 'nonsense' WHERE tenant_pubkey = '" + ALICE + "'");
    sql("UPDATE ledgers SET renews_at = 1 WHERE tenant_pubkey = '" + ALICE + "'");
    clock.move(Duration.ofDays(30));
    platform.billing.billingRound();
    assertThat(invoices(BOB)).isEqualTo(2);
  }

  @Test
  void tenants_that_a_round_missed_are_billed_by_the_next_one() {
    startWithoutRails();
    platform.relay(Platform.BOB, "tavern", "basic");
    platform.work();
    addTenants(101);
    startAnew(rails);
    Thread.currentThread().interrupt();
    assertThatThrownBy(platform.billing::billingRound).isInstanceOf(DbException.class);
    assertThat(Thread.interrupted()).isTrue();
    platform.billing.billingRound();
    assertThat(invoices(BOB)).isEqualTo(1);
  }

  @Test
  void
      whoever_was_not_billed_before_the_process_with_the_first_way_to_pay_died_is_billed_by_the_next() {
    startWithoutRails();
    platform.relay(Platform.BOB, "tavern", "basic");
    platform.work();
    clock.move(Duration.ofDays(3));
    startAnew(rails);
    startAnew(rails);
    platform.work();
    assertThat(invoices(BOB)).isEqualTo(1);
    assertThat(platform.invoice(Platform.BOB).at("/total/amount").asLong()).isEqualTo(10_000);
  }

  private void startWithoutRails() {
    platform.close();
    platform =
        new Platform(
            folder.resolve("unpaid"), new PaymentRails(null, payers, null, Optional::empty), clock);
  }

  private void startAnew(PaymentRails with) {
    platform.close();
    platform = new Platform(folder.resolve("unpaid"), with, clock);
  }

  private Duration collect(int rounds) {
    var rest = Duration.ZERO;
    for (var round = 0; round < rounds; round++) {
      rest = platform.billing.collectingRound();
    }
    return rest;
  }

  private void connectWalletOfBob() {
    var url =
        "nostr+walletconnect://" + BOB + "?relay=wss://relay.example.com&secret=" + "1".repeat(64);
    var answer = platform.put(Platform.BOB, "/tenants/" + BOB, "{\"nwc_url\":\"" + url + "\"}");
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
  }

  /// More invoices than are processed at once, before all others.
  private void copyInvoiceOfAlice(String stage, long lookAt) {
    sql(
        NUMBERS.formatted(250)
            + """
            INSERT INTO invoices (id, tenant_pubkey, number, total, currency, cents, period_start,
              period_end, created_at, status, due_at, void_note, stage, stage_at,
              our_side, told, look_at)
            SELECT '00' || i, tenant_pubkey, 100 + i, total, currency, cents, period_start,
                   period_end, created_at, status, due_at, void_note, '%s', stage_at,
                   our_side, told, %d
              FROM invoices, n WHERE tenant_pubkey = '%s'
            """
                .formatted(stage, lookAt, ALICE));
  }

  /// Tenants whose keys come before all others.
  private void addTenants(int count) {
    platform.db.inTx(tx -> {
      var batch =
          tx.handle()
              .prepareBatch(
                  "INSERT INTO tenants (pubkey, return_url, created_at) VALUES (:key, '', 0)");
      for (var number = 1; number <= count; number++) {
        batch.bind("key", "%064x".formatted(number)).add();
      }
      return batch.execute().length;
    });
  }

  private long invoices(String tenant) {
    return platform.db.<Long>read(tx ->
        tx.handle()
            .select("SELECT count(*) FROM invoices WHERE tenant_pubkey = ?", tenant)
            .mapTo(long.class)
            .one());
  }

  private void sql(String statement) {
    platform.db.inTx(tx -> tx.handle().execute(statement));
  }
}
