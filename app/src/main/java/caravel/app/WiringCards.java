package caravel.app;

import caravel.control.billing.TimeGuard;
import caravel.control.db.Db;
import caravel.control.job.WorkerReport;
import caravel.control.money.Money;
import caravel.control.money.RateSource;
import caravel.control.money.rates.FixedRate;
import caravel.control.money.rates.MedianRate;
import caravel.control.payment.CardProcessor;
import caravel.control.payment.stripe.StripeCards;
import caravel.control.payment.stripe.StripeSettings;
import caravel.control.plan.Plan;
import caravel.control.plan.Plans;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The processor that charges cards, and the price of a bitcoin.
final class WiringCards implements AutoCloseable {
  private final @Nullable StripeCards stripe;
  private final RateSource rates;
  private final @Nullable MedianRate read;

  WiringCards(Config config, Db db, InstantSource clock, TimeGuard guard) {
    var payments = config.platform().payments();
    var cards = payments.cards();
    this.stripe = cards == null ? null : stripe(cards, config, clock, guard);
    var fixed = payments.fixedRate();
    this.read = fixed == null ? MedianRate.open(db, sources(payments), clock) : null;
    this.rates = read != null ? read : fixed(fixed, clock);
  }

  private static StripeCards stripe(
      StripeSettings settings, Config config, InstantSource clock, TimeGuard guard) {
    return StripeCards.open(
        settings,
        catalogue(config.platform().catalogue().plans()),
        clock,
        theirs -> guard.compare("Stripe", theirs));
  }

  private static Map<String, Money> catalogue(Plans plans) {
    return plans.all().stream().collect(Collectors.toMap(Plan::id, Plan::price));
  }

  private static List<URI> sources(Config.Payments payments) {
    return payments.rateSources().isEmpty()
        ? MedianRate.BUILT_IN
        : payments.rateSources().stream().map(URI::create).toList();
  }

  private static FixedRate fixed(@Nullable Money dollars, InstantSource clock) {
    if (dollars == null) {
      throw new IllegalStateException("a rate is either fixed or read");
    }
    return new FixedRate(dollars.amount(), clock);
  }

  /// Null while cards are off.
  @Nullable CardProcessor cards() {
    return stripe;
  }

  RateSource rates() {
    return rates;
  }

  List<WorkerReport> reports() {
    return read == null ? List.of() : List.of(read.report());
  }

  @Override
  public void close() {
    if (stripe != null) {
      stripe.close();
    }
    if (read != null) {
      read.close();
    }
  }
}
