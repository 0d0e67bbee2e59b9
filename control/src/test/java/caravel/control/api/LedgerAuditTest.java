package caravel.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.billing.LedgerAudit;
import caravel.control.money.Currency;
import caravel.control.payment.FakePayers;
import caravel.control.payment.FakeWallet;
import caravel.control.payment.PaymentRails;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Invoice lines are derived again from the history.
final class LedgerAuditTest {
  private final LedgerAudit audit = new LedgerAudit(Currency.SAT);
  private Platform platform;

  @BeforeEach
  void start(@TempDir Path folder) {
    var clock = new TestClock();
    var rails = new PaymentRails(new FakeWallet(clock), new FakePayers(), null, Optional::empty);
    platform = new Platform(folder, rails, clock);
    var club = platform.relay(Platform.ALICE, "club", "basic");
    platform.relay(Platform.BOB, "guild", "growth");
    platform.relay(Platform.BOB, "free", "free");
    for (int week = 0; week < 12; week++) {
      platform.work();
      platform.clock.move(Duration.ofDays(3));
      var act = week % 2 == 0 ? "/deactivate" : "/reactivate";
      platform.post(Platform.ALICE, "/relays/" + club + act);
      platform.clock.move(Duration.ofDays(4));
    }
    platform.work();
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void lines_of_a_sound_ledger_follow_from_its_history() {
    assertThat(lines()).isGreaterThan(6);
    assertThat(platform.db.<Optional<String>>read(audit::fault)).isEmpty();
  }

  @Test
  void a_line_that_was_changed_is_never_overlooked() {
    platform.db.inTx(tx ->
        tx.handle()
            .execute(
                "UPDATE invoice_items SET amount = amount + 1 WHERE id = (SELECT min(id) FROM"
                    + " invoice_items WHERE kind = 'charge')"));
    assertThat(platform.db.<Optional<String>>read(audit::fault))
        .hasValueSatisfying(said -> assertThat(said).contains("does not follow"));
  }

  private long lines() {
    return platform.db.<Long>read(tx ->
        tx.handle().createQuery("SELECT count(*) FROM invoice_items").mapTo(Long.class).one());
  }
}
