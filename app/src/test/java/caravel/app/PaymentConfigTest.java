package caravel.app;

import static caravel.app.TestVariables.OTHER;
import static caravel.app.TestVariables.PRODUCTION;
import static caravel.app.TestVariables.SECRET;
import static caravel.app.TestVariables.with;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The settings of payment methods and currencies.
final class PaymentConfigTest {
  @TempDir private Path home;

  @Test
  void a_demo_is_paid_in_play_money_at_a_fixed_rate_and_production_is_not() {
    var demo = read(Map.of()).config().platform();
    assertThat(demo.payments().lightning()).isEqualTo(new Config.Lightning.Embedded());
    assertThat(demo.payments().methods()).containsExactly("lightning");
    assertThat(demo.payments().fixedRate()).isEqualTo(new Money(10_000_000, Currency.USD));
    assertThat(demo.catalogue().invoiceMin()).isEqualTo(new Money(1_000, Currency.SAT));

    var production = read(PRODUCTION).config().platform();
    assertThat(production.payments().methods()).isEmpty();
    assertThat(production.payments().fixedRate()).isNull();
    var inDollars = read(with(PRODUCTION, "PLAN_CURRENCY", "usd")).config().platform();
    assertThat(inDollars.catalogue().invoiceMin()).isEqualTo(new Money(50, Currency.USD));
  }

  @Test
  void a_demo_with_live_cards_has_no_play_money() {
    var live = Map.of("STRIPE_SECRET_KEY", "sk_live_1", "STRIPE_WEBHOOK_SECRET", "whsec_1");
    assertThat(read(live).config().platform().payments().methods()).containsExactly("card");
    var test = Map.of("STRIPE_SECRET_KEY", "sk_test_1", "STRIPE_WEBHOOK_SECRET", "whsec_1");
    assertThat(read(test).config().platform().payments().methods())
        .containsExactly("lightning", "card");
  }

  @Test
  void the_address_of_stripe_may_only_be_replaced_by_a_local_one() {
    var keys = Map.of("STRIPE_SECRET_KEY", "sk_test_1", "STRIPE_WEBHOOK_SECRET", "whsec_1");
    assertThat(read(keys).config().platform().payments().cards())
        .hasToString("StripeSettings[https://api.stripe.com {}]");
    var here = read(with(keys, "STRIPE_API_URL", "http://127.0.0.1:5200"));
    assertThat(here.faults().all()).isEmpty();
    assertThat(here.config().platform().payments().cards())
        .hasToString("StripeSettings[http://127.0.0.1:5200 {}]");
  }

  @Test
  void all_settings_of_payment_methods_are_read() {
    var wallet =
        "nostr+walletconnect://"
            + SecretKey.parse(SECRET).publicKey().hex()
            + "?relay=wss://relay.example&secret="
            + OTHER;
    var config =
        read(with(
                Map.of(
                    "NWC_URL", wallet,
                    "STRIPE_SECRET_KEY", "rk_live_9",
                    "STRIPE_WEBHOOK_SECRET", "whsec_9",
                    "STRIPE_PRICE_GROWTH", "price_9",
                    "BTC_USD_SOURCES", "https://a.example/x, https://b.example",
                    "BTC_USD_RATE", "98765.432"),
                "INVOICE_MIN",
                "2500"))
            .config();
    var payments = config.platform().payments();
    assertThat(payments.methods()).containsExactly("lightning", "card");
    assertThat(payments.fixedRate()).isEqualTo(new Money(9_876_543, Currency.USD));
    assertThat(payments.rateSources()).containsExactly("https://a.example/x", "https://b.example");
    assertThat(config.platform().catalogue().invoiceMin().amount()).isEqualTo(2_500);
    assertThat(config.toString())
        .doesNotContain(OTHER)
        .doesNotContain("rk_live")
        .contains("price_9");
    assertThat(config.toString()).doesNotContain("whsec");
  }

  private Config.Outcome read(Map<String, String> variables) {
    return Config.read(variables, home, false, Setting.Command.SERVE);
  }
}
