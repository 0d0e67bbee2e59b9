package caravel.control.billing.core;

import static caravel.control.billing.core.Tale.BASIC;
import static caravel.control.billing.core.Tale.instant;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.money.InvoiceId;
import org.junit.jupiter.api.Test;

/// How a tenant stands.
final class StandingTest {
  private final InMemoryBilling inMemoryBilling = new InMemoryBilling();

  @Test
  void who_owes_nothing_is_active() {
    assertThat(Standing.of(inMemoryBilling.ledger, null, null)).isEqualTo(new Standing.Active());
  }

  @Test
  void the_gravest_that_holds_is_shown() {
    var at = instant("2026-04-01");
    inMemoryBilling.bill(new Tale().on(at).runs("r", BASIC).history(), at);
    var pastDue =
        new Standing.PastDue(new InvoiceId("i1"), new Grace.Running(instant("2026-04-08")));
    assertThat(Standing.of(inMemoryBilling.ledger, null, null)).isEqualTo(pastDue);
    assertThat(Standing.of(inMemoryBilling.ledger, null, at))
        .isEqualTo(new Standing.Delinquent(at));
    assertThat(Standing.of(inMemoryBilling.ledger, at, at)).isEqualTo(new Standing.Suspended(at));
    inMemoryBilling.pays("i1", at);
    assertThat(Standing.of(inMemoryBilling.ledger, null, null)).isEqualTo(new Standing.Active());
  }
}
