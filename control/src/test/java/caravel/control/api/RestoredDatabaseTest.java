package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.billing.TimeGuard;
import caravel.control.db.Db;
import caravel.control.db.TestDatabase;
import caravel.control.payment.stripe.Bank;
import caravel.control.payment.stripe.RecordedStripe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// M4: a database is restored from a copy. Money is on hold until an operator resumes, and no
/// tenant is charged twice. Database files, the heartbeat file and Stripe's API are real or
/// recorded.
@Tag("sqlite")
final class RestoredDatabaseTest extends CardStage {
  private static final String RESUME = "/admin/billing/resume";
  private static final String REASON = "{\"reason\":\"I compared Stripe with the ledger\"}";
  private static final Duration MONTH = Duration.ofDays(32);

  RestoredDatabaseTest(@TempDir Path folder) {
    super(folder);
  }

  @Test
  void m4_a_charge_made_after_the_copy_is_found_and_not_repeated() {
    saveCard(Bank.PAYS);
    checkTime();
    copy();
    platform.work();
    assertThat(invoice().path("status").asString()).isEqualTo("paid");
    clock.move(MONTH);
    platform.work();
    assertThat(charges()).as("the first month and its renewal").isEqualTo(2);

    restore();
    assertThat(invoice().path("status").asString()).isEqualTo("open");
    assertThat(platform.post(ADMIN, RESUME, REASON).status()).isEqualTo(200);
    for (var minute = 0; minute < 3; minute++) {
      platform.work();
      clock.move(Duration.ofMinutes(1));
    }
    assertThat(invoices()).hasSize(2).containsOnly("paid");
    assertThat(charges()).isEqualTo(2);
    assertThat(credit()).isZero();
  }

  /// The invoice itself was created after the copy, so that its successor has another id.
  @Test
  void m4_a_renewal_charge_that_the_copy_lacks_is_found_by_its_natural_key() {
    saveCard(Bank.PAYS);
    platform.work();
    checkTime();
    copy();
    clock.move(MONTH);
    platform.work();
    var renewal = platform.invoice(ALICE).get("id").asString();
    assertThat(stripe.payments(renewal)).isEqualTo(1);

    // Stripe forgets an idempotency key after a day.
    clock.move(Duration.ofDays(2));
    restore();
    assertThat(platform.post(ADMIN, RESUME, REASON).status()).isEqualTo(200);
    for (var minute = 0; minute < 3; minute++) {
      platform.work();
      clock.move(Duration.ofMinutes(1));
    }
    assertThat(platform.invoice(ALICE).get("id").asString()).isNotEqualTo(renewal);
    assertThat(invoices()).hasSize(2).containsOnly("paid");
    assertThat(charges()).isEqualTo(2);
  }

  @Test
  void m4_a_found_charge_pays_its_invoice_at_any_exchange_rate() {
    saveCard(Bank.PAYS);
    platform.work();
    checkTime();
    copy();
    clock.move(MONTH);
    platform.work();
    clock.move(Duration.ofDays(2));
    price = price.map(cents -> cents * 2);
    restore();
    assertThat(platform.post(ADMIN, RESUME, REASON).status()).isEqualTo(200);
    for (var minute = 0; minute < 3; minute++) {
      platform.work();
      clock.move(Duration.ofMinutes(1));
    }
    assertThat(invoices()).hasSize(2).containsOnly("paid");
    assertThat(charges()).isEqualTo(2);
    assertThat(credit()).isZero();
  }

  @Test
  void m4_while_money_is_on_hold_nothing_is_billed_collected_or_paused() {
    saveCard(Bank.PAYS);
    checkTime();
    copy();
    restore();
    var due = invoice().path("due_at").asLong();
    for (var day = 0; day < 40; day++) {
      clock.move(Duration.ofDays(1));
      platform.work();
      platform.post(ALICE, "/tenants/" + ALICE.publicKey() + "/reconcile");
      platform.work();
    }
    assertThat(charges()).isZero();
    assertThat(invoices()).as("no renewal was billed").containsExactly("open");
    assertThat(relay().path("status").asString()).isEqualTo("active");
    assertThat(notices()).doesNotContain("relays_paused");

    assertThat(platform.post(ADMIN, RESUME, REASON).status()).isEqualTo(200);
    assertThat(invoice().path("due_at").asLong())
        .as("the grace did not run")
        .isGreaterThanOrEqualTo(due + Duration.ofDays(40).toSeconds());
    platform.work();
    assertThat(invoices()).containsOnly("paid");
  }

  @Test
  void m4_a_payment_that_arrives_while_money_is_on_hold_is_shown_at_once() {
    checkTime();
    copy();
    restore();
    assertThat(tenant().path("status").asString()).isEqualTo("past_due");
    assertThat(stripe.pay(openPage(), Bank.PAYS)).isTrue();
    deliverAll();
    assertThat(invoice().path("status").asString()).isEqualTo("paid");
    assertThat(tenant().path("status").asString()).isEqualTo("active");
    assertThat(platform.get(ADMIN, "/admin/overview").data().at("/money_hold").isNull()).isFalse();
  }

  /// The program starts while its clock is six days ahead, and the clock is then corrected.
  @Test
  void m4_a_change_that_a_wrong_clock_recorded_is_not_billed_from_the_future() {
    checkTime();
    platform.close();
    clock.move(Duration.ofDays(6));
    start();
    var lagoon = platform.relay(ALICE, "lagoon", "growth");
    clock.move(Duration.ofDays(-6));
    assertThat(platform.post(ADMIN, RESUME, REASON).status()).isEqualTo(200);
    platform.work();
    assertThat(periodStarts(lagoon)).containsExactly(clock.instant().getEpochSecond());
  }

  private List<Long> periodStarts(String relayId) {
    return platform
        .get(ALICE, "/tenants/" + ALICE.publicKey() + "/invoices")
        .data()
        .valueStream()
        .map(invoice -> "/invoices/" + invoice.path("id").asString() + "/items")
        .flatMap(path -> platform.get(ALICE, path).data().valueStream())
        .filter(item -> item.path("relay_id").asString().equals(relayId))
        .map(item -> item.path("period_start").asLong())
        .toList();
  }

  @Test
  void m4_only_an_admin_resumes_billing_with_a_reason_and_it_is_audited() {
    assertThat(platform.post(ADMIN, RESUME, REASON).refusal()).isEqualTo("409 conflict");
    checkTime();
    copy();
    restore();
    assertThat(platform.get(ADMIN, "/admin/overview").data().at("/money_hold/reason").asString())
        .contains("restored from a copy");
    assertThat(platform.post(ALICE, RESUME, REASON).refusal()).isEqualTo("403 forbidden");
    for (var empty : List.of("{}", "{\"reason\":\" \"}")) {
      assertThat(platform.post(ADMIN, RESUME, empty).refusal()).isEqualTo("422 invalid reason");
    }
    var resumed = platform.post(ADMIN, RESUME, REASON);
    assertThat(resumed.status()).isEqualTo(200);
    assertThat(resumed.data().path("money_hold").isNull()).isTrue();
    assertThat(platform.post(ADMIN, RESUME, REASON).refusal()).isEqualTo("409 conflict");
    var entry = platform.get(ADMIN, "/admin/audit").data().get(0);
    assertThat(entry.get("action").asString()).isEqualTo("resume_billing");
    assertThat(entry.get("admin_pubkey").asString()).isEqualTo(ADMIN.publicKey().hex());
    assertThat(entry.get("reason").asString()).isEqualTo("I compared Stripe with the ledger");
  }

  /// Checks the time, as the program does at its start and every minute.
  private void checkTime() {
    guard(platform.db).open();
  }

  private TimeGuard guard(Db db) {
    var clocks = new TimeGuard.Clocks(clock, () -> 0);
    return new TimeGuard(db, clocks, folder.resolve("billing.heartbeat"));
  }

  private void copy() {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("caravel.db"));
        var statement = connection.createStatement()) {
      statement.execute("VACUUM INTO '" + folder.resolve("copy.db") + "'");
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
    guard(platform.db).beat();
  }

  /// Replaces the database by the copy, and starts the program on it.
  private void restore() {
    platform.close();
    try {
      for (var file : List.of("caravel.db", "caravel.db-wal", "caravel.db-shm")) {
        Files.deleteIfExists(folder.resolve(file));
      }
      Files.move(folder.resolve("copy.db"), folder.resolve("caravel.db"));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    start();
  }

  /// The program checks the time before anything else.
  private void start() {
    try (var db = TestDatabase.open(folder.resolve("caravel.db"), clock)) {
      guard(db).open();
    }
    platform = new Platform(folder, rails, clock);
  }

  /// Number of successful payment intents, for every key and every invoice.
  private long charges() {
    return stripe.told().stream()
        .map(RecordedStripe.Told::type)
        .filter("payment_intent.succeeded"::equals)
        .count();
  }

  private List<String> invoices() {
    return platform
        .get(ALICE, "/tenants/" + ALICE.publicKey() + "/invoices")
        .data()
        .valueStream()
        .map(invoice -> invoice.path("status").asString())
        .toList();
  }
}
