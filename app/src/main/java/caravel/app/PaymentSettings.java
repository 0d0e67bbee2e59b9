package caravel.app;

import caravel.control.billing.core.Invoicing;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.money.Rate;
import caravel.control.money.rates.MedianRate;
import caravel.control.payment.stripe.StripeSettings;
import caravel.nostr.MalformedException;
import caravel.nostr.nwc.WalletConnection;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the settings of billing and payment methods.
final class PaymentSettings {
  private static final String WALLET_RIGHT =
      "nostr+walletconnect://<64 hex digits>?relay=wss://…&secret=<64 hex digits>";
  private static final long DEMO_CENTS_A_COIN = 10_000_000;
  private static final Map<Setting, String> PLAN_OF =
      Map.of(Setting.STRIPE_PRICE_BASIC, "basic", Setting.STRIPE_PRICE_GROWTH, "growth");

  private final SettingParser parser;
  private final Faults faults;

  PaymentSettings(SettingParser parser, Faults faults) {
    this.parser = parser;
    this.faults = faults;
  }

  Config.Payments read(Config.Mode mode) {
    var cards = cards();
    return new Config.Payments(lightning(mode, cards), cards, exchange(mode));
  }

  /// The tenants whose paid relays start only when they are paid.
  Invoicing.PayFirst payFirst() {
    var word = parser.oneOf(Setting.PAY_FIRST, List.of("returning", "new", "never"), "returning");
    return Invoicing.PayFirst.valueOf(word.toUpperCase(Locale.ROOT));
  }

  /// The smallest invoice, in the minor unit of the currency.
  Money invoiceMin(Currency currency) {
    long otherwise =
        switch (currency) {
          case SAT -> 1_000;
          case USD -> 50;
        };
    if (!parser.has(Setting.INVOICE_MIN)) {
      parser.note(Setting.INVOICE_MIN, Long.toString(otherwise), "default");
    }
    return new Money(
        parser
            .parse(
                Setting.INVOICE_MIN,
                "a whole number from 1 to " + Money.AMOUNT_MAX + ", in " + unit(currency),
                PaymentSettings::amount)
            .orElse(otherwise),
        currency);
  }

  /// Refuses play money together with real card charges.
  private Config.Lightning lightning(Config.Mode mode, Config.@Nullable Cards cards) {
    var wallet = parser.parse(Setting.NWC_URL, WALLET_RIGHT, PaymentSettings::wallet);
    if (wallet.isPresent()) {
      return new Config.Lightning.Connected(wallet.get());
    }
    if (cards != null && cards.areReal() && !parser.has(Setting.NWC_URL)) {
      return new Config.Lightning.Off();
    }
    if (mode == Config.Mode.DEMO && !parser.has(Setting.NWC_URL)) {
      parser.note(Setting.NWC_URL, "", "demo: an embedded wallet, full of play money");
      return new Config.Lightning.Embedded();
    }
    return new Config.Lightning.Off();
  }

  private Config.@Nullable Cards cards() {
    UnusedSettings.together(
        parser, faults, List.of(Setting.STRIPE_SECRET_KEY, Setting.STRIPE_WEBHOOK_SECRET));
    var key =
        parser.parse(Setting.STRIPE_SECRET_KEY, "sk_live_… or rk_live_…", prefixed("sk_", "rk_"));
    var webhook = parser.parse(Setting.STRIPE_WEBHOOK_SECRET, "whsec_…", prefixed("whsec_"));
    var prices = new HashMap<String, String>();
    PLAN_OF.forEach((setting, plan) ->
        parser
            .parse(setting, "price_…", prefixed("price_"))
            .ifPresent(price -> prices.put(plan, price)));
    var api = parser.parse(Setting.STRIPE_API_URL, "https://…", PaymentSettings::api);
    if (api.isEmpty() && !parser.has(Setting.STRIPE_API_URL)) {
      parser.note(Setting.STRIPE_API_URL, StripeSettings.LIVE.toString(), "default");
    }
    return key.isPresent() && webhook.isPresent()
        ? new Config.Cards(key.get(), webhook.get(), api.orElse(StripeSettings.LIVE), prices)
        : null;
  }

  /// Plain http only to this machine, because the secret is sent there.
  private static URI api(String text) {
    var api = URI.create(SettingParser.Addresses.of(text, List.of("https", "http")));
    if (api.getScheme().equals("http") && !new Config.Listen(api.getHost(), 80).isLoopback()) {
      throw new IllegalArgumentException("http only on this machine");
    }
    return api;
  }

  private Config.Exchange exchange(Config.Mode mode) {
    var sources =
        parser.list(
            Setting.BTC_USD_SOURCES,
            "addresses separated by commas, each https://…",
            text -> SettingParser.Addresses.of(text, List.of("https")));
    if (sources.size() > MedianRate.SOURCES_MAX) {
      faults.fault(
          Setting.BTC_USD_SOURCES,
          "it names " + sources.size() + " addresses",
          "at most " + MedianRate.SOURCES_MAX + " are asked");
    }
    var fixed =
        parser.parse(
            Setting.BTC_USD_RATE, "dollars a coin, for instance 100000", PaymentSettings::dollars);
    if (!parser.has(Setting.BTC_USD_SOURCES)) {
      parser.note(Setting.BTC_USD_SOURCES, "", "default: built-in list");
    }
    if (fixed.isEmpty()
        && mode == Config.Mode.DEMO
        && !parser.has(Setting.BTC_USD_RATE)
        && !parser.has(Setting.BTC_USD_SOURCES)) {
      parser.note(Setting.BTC_USD_RATE, "100000", "demo: fixed");
      return new Config.Exchange(sources, new Money(DEMO_CENTS_A_COIN, Currency.USD));
    }
    return new Config.Exchange(sources, fixed.orElse(null));
  }

  private static WalletConnection wallet(String text) {
    try {
      return WalletConnection.parse(text);
    } catch (MalformedException wrong) {
      throw new IllegalArgumentException(wrong.getMessage(), wrong);
    }
  }

  private static Function<String, String> prefixed(String... prefixes) {
    return text -> {
      if (!List.of(prefixes).stream().anyMatch(text::startsWith)) {
        throw new IllegalArgumentException();
      }
      return text;
    };
  }

  private static Long amount(String text) {
    try {
      long number = Long.parseLong(text);
      if (number > 0 && number <= Money.AMOUNT_MAX) {
        return number;
      }
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException("not a whole number", wrong);
    }
    throw new IllegalArgumentException(
        text.startsWith("-") || text.equals("0") ? "not above zero" : "too much");
  }

  private static Money dollars(String text) {
    long cents;
    try {
      cents =
          new BigDecimal(text).movePointRight(2).setScale(0, RoundingMode.HALF_UP).longValueExact();
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException("not a number", wrong);
    } catch (ArithmeticException wrong) {
      throw new IllegalArgumentException("no such rate", wrong);
    }
    if (!Rate.isPlausible(cents)) {
      throw new IllegalArgumentException("a coin costs 1000 to 100000000 dollars");
    }
    return new Money(cents, Currency.USD);
  }

  private static String unit(Currency currency) {
    return switch (currency) {
      case SAT -> "satoshis";
      case USD -> "US cents";
    };
  }
}
