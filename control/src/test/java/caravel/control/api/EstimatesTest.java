package caravel.control.api;

import static caravel.control.api.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.money.Rate;
import caravel.control.money.RateSource;
import caravel.control.payment.FakePayers;
import caravel.control.payment.FakeWallet;
import caravel.control.payment.PaymentRails;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Amounts in dollars for display, where prices are in satoshis.
final class EstimatesTest {
  private static final String ME = "/tenants/" + ALICE.publicKey();

  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private final Old rates = new Old();

  /// A source whose price is too old for charges.
  private static final class Old implements RateSource {
    @Nullable Rate rate;

    @Override
    public Optional<Rate> latest() {
      return Optional.empty();
    }

    @Override
    public Optional<Rate> lastKnown() {
      return Optional.ofNullable(rate);
    }
  }

  @Test
  void an_outdated_rate_still_estimates_prices_and_invoices() {
    var rails = new PaymentRails(new FakeWallet(clock), new FakePayers(), null, rates);
    try (var platform = new Platform(folder, rails, clock)) {
      assertThat(platform.get(null, "/plans/basic").data().get("amount").asLong())
          .as("before any is known, at 100,000 dollars a coin")
          .isEqualTo(1_000);
      rates.rate = new Rate(6_400_000, "a test", clock.instant());
      assertThat(platform.get(null, "/plans/basic").data().get("amount").asLong()).isEqualTo(640);
      assertThat(platform.get(null, "/plans").data().toString()).contains("\"amount\":640");
      platform.relay(ALICE, "club", "basic");
      var invoice = platform.invoice(ALICE);
      assertThat(invoice.get("amount").asLong()).isEqualTo(640);
      rates.rate = new Rate(9_000_000, "a test", clock.instant());
      assertThat(platform.get(ALICE, ME + "/invoices").data().get(0).get("amount").asLong())
          .as("as it was when it was made")
          .isEqualTo(640);
    }
  }
}
