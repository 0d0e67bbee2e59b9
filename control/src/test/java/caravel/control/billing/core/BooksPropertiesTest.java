package caravel.control.billing.core;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.Seeds;
import caravel.control.billing.core.Invoice.Reason;
import caravel.control.billing.core.Invoice.State;
import caravel.control.billing.core.TenantLedger.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Rules that hold for the ledger of any tenant after every step.
final class BooksPropertiesTest {
  private static final int SEEDS = 150;

  static LongStream seeds() {
    return Seeds.of(SEEDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void who_never_pays_never_has_credit_and_never_owes_what_was_forgiven(long seed) {
    var life = new Life(seed);
    while (life.goesOn()) {
      life.step(0);
      assertThat(life.inMemoryBilling.ledger.draft().total().units())
          .as(life.where())
          .isNotNegative();
      assertSumsAgree(life);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void no_money_is_lost_and_none_is_made(long seed) {
    var life = new Life(seed);
    while (life.goesOn()) {
      life.step(2);
      assertSumsAgree(life);
      var ledger = life.inMemoryBilling.ledger;
      var received =
          ledger.invoices().values().stream()
                  .filter(invoice -> invoice.state() instanceof State.Paid)
                  .mapToLong(invoice -> invoice.total().amount())
                  .sum()
              + surplus(ledger);
      assertThat(received).as(life.where()).isEqualTo(life.moneyIn);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nobody_is_asked_while_we_hold_their_money(long seed) {
    var life = new Life(seed);
    while (life.goesOn()) {
      life.step(2);
      var ledger = life.inMemoryBilling.ledger;
      var idle =
          ledger.open().stream().filter(open -> !life.inMemoryBilling.paying.contains(open.id()));
      assertThat(idle.toList().isEmpty() || ledger.credit().isZero()).as(life.where()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nothing_happens_when_the_same_is_billed_again(long seed) {
    var life = new Life(seed);
    while (life.goesOn()) {
      life.step(2);
      var before = life.inMemoryBilling.ledger;
      life.inMemoryBilling.bill(life.history, life.now);
      assertThat(life.inMemoryBilling.ledger).as(life.where()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nobody_is_paused_before_the_grace_is_over_nor_while_a_payment_is_unknown(long seed) {
    var life = new Life(seed);
    while (life.goesOn()) {
      var open = life.inMemoryBilling.ledger.open();
      var paying = List.copyOf(life.inMemoryBilling.paying);
      life.step(2);
      for (var invoice : open) {
        if (life.inMemoryBilling.ledger.invoice(invoice.id()).state()
                instanceof State.Voided(var at, var reason, _, _)
            && reason == Reason.FORGIVEN) {
          assertThat(paying).as(life.where()).doesNotContain(invoice.id());
          assertThat(((State.Open) invoice.state()).grace().isOver(at)).as(life.where()).isTrue();
        }
      }
    }
  }

  private static long surplus(TenantLedger ledger) {
    return ledger.entries().values().stream()
        .map(TenantLedger.Entry::item)
        .filter(Item.Surplus.class::isInstance)
        .mapToLong(item -> -item.amount().units())
        .sum();
  }

  private static void assertSumsAgree(Life life) {
    var ledger = life.inMemoryBilling.ledger;
    for (var invoice : ledger.invoices().values()) {
      if (invoice.state() instanceof State.Voided) {
        continue;
      }
      var sum =
          ledger.entries().values().stream()
              .filter(entry -> entry.place().equals(new Place.On(invoice.id())))
              .mapToLong(entry -> entry.item().amount().units())
              .sum();
      assertThat(sum).as(life.where()).isEqualTo(invoice.total().amount());
    }
  }

  /// A random history, lived step by step: billing, paying, not knowing, waiting.
  private static final class Life {
    final InMemoryBilling inMemoryBilling = new InMemoryBilling();
    final long seed;
    final Random random;
    final History whole;
    History history;
    Instant now;
    long moneyIn;

    Life(long seed) {
      this.seed = seed;
      random = new Random(seed);
      whole = new RandomTale(seed).history();
      history = new History(List.of(), whole.prices(), whole.rails());
      now = whole.changes().getFirst().at();
    }

    String where() {
      return "seed %d at %s: %s".formatted(seed, now, inMemoryBilling.invoices());
    }

    boolean goesOn() {
      return now.isBefore(RandomTale.END);
    }

    /// @param payers of five invoices, so many are paid
    void step(int payers) {
      now = now.plusSeconds(random.nextLong(12 * 86_400L));
      var happened = new ArrayList<Change>();
      for (var change : whole.changes()) {
        if (!change.at().isAfter(now)) {
          happened.add(change);
        }
      }
      history = new History(happened, whole.prices(), whole.rails());
      inMemoryBilling.bill(history, now);
      for (var invoice : List.copyOf(inMemoryBilling.ledger.invoices().values())) {
        if (random.nextInt(5) < payers && (invoice.isOpen() || random.nextInt(20) == 0)) {
          moneyIn += invoice.total().amount();
          inMemoryBilling.pays(invoice.id().value(), now);
        }
      }
      inMemoryBilling.passes(history, now);
      inMemoryBilling.paying.clear();
      for (var invoice : inMemoryBilling.ledger.open()) {
        if (payers > 0 && random.nextInt(4) == 0) {
          inMemoryBilling.paying.add(invoice.id());
        }
      }
      inMemoryBilling.bill(history, now);
    }
  }
}
