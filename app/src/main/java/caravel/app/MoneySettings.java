package caravel.app;

import static caravel.app.Setting.Trait.Mark.SECRET;
import static caravel.app.Setting.Trait.alias;
import static caravel.app.SettingType.integer;
import static caravel.app.SettingType.number;
import static caravel.app.SettingType.oneOf;
import static caravel.app.SettingType.path;
import static caravel.app.SettingType.startingWith;

import caravel.app.Setting.Default;
import caravel.app.Setting.Text;
import caravel.control.billing.core.Invoicing.PayFirst;
import caravel.control.money.BillingPeriod;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.payment.stripe.StripeSettings;
import caravel.nostr.nwc.WalletConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Declares the settings of plans and payments, as [Settings] declares all others.
final class MoneySettings {
  private static final List<Setting<?>> ALL = new ArrayList<>();

  static final Setting<Path> PLANS_FILE =
      add(
          "PLANS_FILE",
          path(),
          new Default("built-in plans", _ -> new Text("", "default: built-in table"), ""),
          "JSON file of the plans");
  static final Setting<Currency> PLAN_CURRENCY =
      add(
          "PLAN_CURRENCY",
          oneOf(List.of(Currency.SAT, Currency.USD)),
          Default.of("sat"),
          "currency of the plans, `sat` or `usd`");
  static final Setting<Integer> GRACE_DAYS =
      add("GRACE_DAYS", integer(1, 365), Default.of("7"), "days between an invoice and the pause");
  static final Setting<Long> INVOICE_MIN =
      add(
          "INVOICE_MIN",
          number(1, Money.AMOUNT_MAX),
          Default.computed(
              "`1000` sat or `50` US cents",
              values -> values.get(PLAN_CURRENCY) == Currency.SAT ? "1000" : "50"),
          "smallest amount of an invoice, in satoshis or US cents; smaller sums are carried forward");
  static final Setting<PayFirst> PAY_FIRST =
      add(
          "PAY_FIRST",
          oneOf(List.of(PayFirst.RETURNING, PayFirst.NEW, PayFirst.NEVER)),
          Default.of("returning"),
          "tenants whose paid relays go online only when paid: `returning` (after a forgiven invoice, until one is paid), `new` (also tenants who have never paid), `never`");
  static final Setting<String> YEARLY =
      add(
          "YEARLY",
          oneOf(List.of("on", "off")),
          Default.of("on"),
          "`off` lets no relay begin to pay for a year in advance; relays that do so already go on");
  static final Setting<Integer> YEARLY_FREE_MONTHS =
      add(
          "YEARLY_FREE_MONTHS",
          integer(0, BillingPeriod.FREE_MONTHS_MAX),
          Default.of("2"),
          "months of a year in advance that cost nothing; a change applies like a new price");
  static final Setting<WalletConnection> NWC_URL =
      add(
          "NWC_URL",
          SettingType.wallet(),
          new Default(
              "demo: an embedded wallet with play money",
              values ->
                  SettingRules.hasDemoWallet(values)
                      ? new Text("", "demo: an embedded wallet with play money")
                      : Text.NONE,
              "Lightning is off"),
          "wallet that creates Lightning invoices; without it, production has no Lightning",
          SECRET,
          alias("ROBOT_WALLET"));
  static final Setting<List<String>> BTC_USD_SOURCES =
      add(
          "BTC_USD_SOURCES",
          SettingType.rateSources(),
          new Default("built-in list", _ -> new Text("", "default: built-in list"), ""),
          "addresses that tell the price of a bitcoin; the median counts");
  static final Setting<Money> BTC_USD_RATE =
      add(
          "BTC_USD_RATE",
          SettingType.dollars(),
          Default.inDemo(
              "`100000`",
              values -> values.has(BTC_USD_SOURCES) ? Text.NONE : new Text("100000", "demo: fixed"),
              ""),
          "fixed price of a bitcoin in dollars");
  static final Setting<String> STRIPE_SECRET_KEY =
      add(
          "STRIPE_SECRET_KEY",
          startingWith("sk_live_… or rk_live_…", "sk_", "rk_"),
          Default.off("cards are off"),
          "key for Stripe, which charges cards; together with the next one or not at all",
          SECRET);
  static final Setting<String> STRIPE_WEBHOOK_SECRET =
      add(
          "STRIPE_WEBHOOK_SECRET",
          startingWith("whsec_…", "whsec_"),
          Default.none(),
          "key with which Stripe signs its reports",
          SECRET);
  static final Setting<URI> STRIPE_API_URL =
      add(
          "STRIPE_API_URL",
          SettingType.secretAddress(),
          new Default("Stripe", _ -> new Text(StripeSettings.LIVE.toString(), "default"), ""),
          "address of Stripe, or of a program on this machine that replaces it in a test");
  static final Setting<String> STRIPE_PRICE_BASIC =
      add(
          "STRIPE_PRICE_BASIC",
          startingWith("price_…", "price_"),
          Default.none(),
          "Stripe’s price of the plan `basic`");
  static final Setting<String> STRIPE_PRICE_GROWTH =
      add(
          "STRIPE_PRICE_GROWTH",
          startingWith("price_…", "price_"),
          Default.none(),
          "Stripe’s price of the plan `growth`");

  private MoneySettings() {}

  static List<Setting<?>> all() {
    return List.copyOf(ALL);
  }

  private static <T> Setting<T> add(
      String name, SettingType<T> type, Default fallback, String help, Setting.Trait... traits) {
    return Setting.declare(ALL, new Setting<>(name, type, fallback, help, traits));
  }
}
