package caravel.verify.monthend;

import caravel.control.activity.Activities;
import caravel.control.activity.ActivityStream;
import caravel.control.billing.Billing;
import caravel.control.billing.BillingClock;
import caravel.control.billing.BillingTerms;
import caravel.control.billing.core.Invoicing;
import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import caravel.control.db.postgres.PostgresAddress;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.notify.Notices;
import caravel.control.payment.PayerWallets;
import caravel.control.payment.PaymentRails;
import caravel.control.payment.Wallet;
import caravel.control.plan.Plans;
import caravel.control.relay.RelayTerms;
import caravel.control.relay.Relays;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.Msats;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Measures the worst month end: the next period of every tenant begins in the same second. Each is
/// billed for a paid month, and then for the next.
///
/// All state is in one database, so that a killed run continues.
public final class MonthEnd {
  /// When all tenants signed up.
  static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

  /// The second month of a tenant from 31 January begins on 28 February.
  private static final Instant NEXT_PERIOD = Instant.parse("2026-02-28T12:00:00Z");

  private final int tenants;
  private final LongSupplier nanos;
  private final Consumer<String> say;
  private final MonthEndStore store = new MonthEndStore();

  /// @param nanos a clock for measuring
  /// @param say receives each line of the results
  public MonthEnd(int tenants, LongSupplier nanos, Consumer<String> say) {
    this.tenants = tenants;
    this.nanos = nanos;
    this.say = say;
  }

  /// The content of the database afterwards.
  ///
  /// @param invoices all created invoices
  /// @param twice tenants that were billed more than once for a period
  /// @param wrong invoices that differ from the sum of their items
  public record Outcome(long invoices, long items, long twice, long wrong) {
    public boolean isRight(int tenants) {
      return invoices == 2L * tenants && twice == 0 && wrong == 0;
    }
  }

  /// Runs on an SQLite file in the folder.
  public Outcome run(Path folder) {
    return run(Db.open(folder.resolve("month-end.db"), () -> START));
  }

  /// Runs on a PostgreSQL database.
  public Outcome run(PostgresAddress address) {
    return run(Db.open(address, () -> START, () -> {}));
  }

  private Outcome run(Db opened) {
    try (var db = opened) {
      seed(db);
      firstMonth(db);
      nextMonth(db);
      var outcome = db.read(store::outcome);
      say.accept(
          "%,d invoices, %,d items, %d tenants billed twice, %d invoices that do not add up"
              .formatted(outcome.invoices(), outcome.items(), outcome.twice(), outcome.wrong()));
      return outcome;
    }
  }

  private void seed(Db db) {
    var from = db.<Integer>read(store::tenants);
    for (var first = from; first < tenants; first += MonthEndStore.TOGETHER) {
      var begin = first;
      db.inTx(tx -> {
        store.seed(tx, begin, Math.min(tenants, begin + MonthEndStore.TOGETHER));
        return true;
      });
    }
    var size = db.read(store::size);
    say.accept(
        "%,d tenants, %,d relays, %,d activities"
            .formatted(size.tenants(), size.relays(), size.activities()));
  }

  private void firstMonth(Db db) {
    bill(db, START);
    db.inTx(tx -> {
      store.payAll(tx, START);
      return true;
    });
  }

  private void nextMonth(Db db) {
    var began = nanos.getAsLong();
    bill(db, NEXT_PERIOD);
    var seconds = (nanos.getAsLong() - began) / 1e9;
    say.accept(
        "next month for all: %.1f s, %.0f tenants a second".formatted(seconds, tenants / seconds));
  }

  /// Runs one round of the real worker, without network.
  private static void bill(Db db, Instant now) {
    var clock = new BillingClock(db, () -> now);
    var plans = Plans.builtIn(Currency.SAT);
    var box = new SecretBox(List.of(SecretKey.parse("0".repeat(63) + "1")));
    try (var stream = new ActivityStream()) {
      var activities = new Activities(stream, clock);
      var desk = new TenantDesk(activities, stream, Plans.builtIn(Currency.SAT));
      var relays =
          new Relays(
              new RelayTerms(plans, List.of("localhost"), Set.of(), new RelayTerms.Limits(20, 5)),
              desk,
              new Relays.Foundation(db, activities, stream, box, () -> {}));
      var minimum = new Money(1_000, Currency.SAT);
      try (var billing =
          new Billing(
              new Billing.Foundation(db, activities, stream, box),
              new Billing.Nouns(desk, relays, new Notices(() -> {})),
              new BillingTerms(
                  plans, new Invoicing.Rules(minimum, Duration.ofDays(7)), "http://localhost"),
              new PaymentRails(new Silent(), new Nobody(), null, Optional::empty),
              new Billing.Clocks(clock, () -> now),
              Runnable::run)) {
        billing.open();
        billing.billingRound();
      }
    }
  }

  /// A wallet that is never called. It makes Lightning a configured payment method.
  private static final class Silent implements Wallet {
    @Override
    public PublicKey publicKey() {
      return new PublicKey("0".repeat(64));
    }

    @Override
    public Made makeInvoice(Msats amount, String description, Duration expiry) {
      return new Made.Unknown("nobody is there");
    }

    @Override
    public LookedUp lookUp(String paymentHash) {
      return new LookedUp.Unknown("nobody is there");
    }

    @Override
    public void onReceived(Consumer<String> paymentHash) {}
  }

  private static final class Nobody implements PayerWallets {
    @Override
    public Connected connect(PayerWallets.Payer payer) {
      return new Connected.Unreachable("Nobody is there.");
    }

    @Override
    public Paid pay(PayerWallets.Payer payer, String lnbc, Duration waitMax) {
      return new Paid.Unknown("nobody is there");
    }

    @Override
    public PayerPayment lookUp(PayerWallets.Payer payer, String paymentHash) {
      return PayerPayment.UNKNOWN;
    }
  }
}
