package caravel.app;

import static caravel.app.SettingType.address;
import static caravel.app.SettingType.oneOf;
import static caravel.app.SettingType.text;

import caravel.app.Setting.Default;
import caravel.app.Setting.Text;
import caravel.control.admin.PlatformInfo;
import caravel.control.billing.document.Issuer;
import caravel.control.billing.document.TaxRule;
import caravel.control.tenant.signup.SignUpMode;
import caravel.nostr.PublicKey;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Declares the settings that name the operator and the tax, as [Settings] declares all others.
final class OperatorSettings {
  private static final List<Setting<?>> ALL = new ArrayList<>();
  private static final int ADDRESS_LINES_MAX = 6;
  private static final int TEXT_CHARACTERS_MAX = 400;
  private static final int BASIS_POINTS_DIGITS = 2;
  private static final Pattern MAIL = Pattern.compile("mailto:[^\\s@<>\"]+@[^\\s@<>\"?]+");

  static final Setting<String> OPERATOR_NAME =
      add(
          "OPERATOR_NAME",
          bounded(),
          Default.off("receipts name no seller but the platform"),
          "name of the person or company that runs the platform: the seller on invoices and receipts");
  static final Setting<String> OPERATOR_ADDRESS =
      add(
          "OPERATOR_ADDRESS",
          lines(),
          Default.none(),
          "postal address on invoices and receipts, up to 6 lines; `\\n` is a line break");
  static final Setting<String> OPERATOR_CONTACT =
      add(
          "OPERATOR_CONTACT",
          contact(),
          Default.off("pages and notices name no contact"),
          "where people reach the operator, as `mailto:…`, `https://…` or `npub1…`; shown on every public page, with suspensions and on receipts");
  static final Setting<String> OPERATOR_ABUSE =
      add(
          "OPERATOR_ABUSE",
          contact(),
          new Default(
              "`OPERATOR_CONTACT`",
              values ->
                  values
                      .find(OPERATOR_CONTACT)
                      .map(contact -> new Text(contact, "default: OPERATOR_CONTACT"))
                      .orElse(Text.NONE),
              ""),
          "where abuse is reported, in the same forms");
  static final Setting<String> OPERATOR_TERMS_URL =
      add(
          "OPERATOR_TERMS_URL",
          address("https://example.com/terms", "https", "http"),
          Default.none(),
          "address of the terms, linked on every public page");
  static final Setting<String> OPERATOR_PRIVACY_URL =
      add(
          "OPERATOR_PRIVACY_URL",
          address("https://example.com/privacy", "https", "http"),
          Default.none(),
          "address of the privacy policy, linked on every public page");
  static final Setting<String> OPERATOR_TAGLINE =
      add(
          "OPERATOR_TAGLINE",
          bounded(),
          Default.none(),
          "one line of the operator’s own on the first page, as plain text; the logo is `ROBOT_PICTURE`");
  static final Setting<SignUpMode> SIGN_UP =
      add(
          "SIGN_UP",
          oneOf(List.of(SignUpMode.values())),
          Default.of("open"),
          "who may create an account: `open`: anyone; `invitation`: people with an invitation that the operator makes on `/admin/invitations`, and those to whom a relay is offered; `closed`: no one. Existing accounts can always log in");
  static final Setting<String> OPERATOR_TAX_ID =
      add(
          "OPERATOR_TAX_ID",
          bounded(),
          Default.none(),
          "tax number of the operator on invoices and receipts");
  static final Setting<String> TAX_LABEL =
      add(
          "TAX_LABEL",
          bounded(),
          Default.off("invoices show no tax"),
          "name of the tax that the prices of the plans include, such as `VAT`; together with the next one or not at all");
  static final Setting<Integer> TAX_PERCENT =
      add(
          "TAX_PERCENT",
          percent(),
          Default.none(),
          "rate of that tax, such as `23` or `7.5`. It changes no price: invoices show the part of the total that is tax, rounded half up to the satoshi or cent");

  private OperatorSettings() {}

  static List<Setting<?>> all() {
    return List.copyOf(ALL);
  }

  /// The public part of the operator’s settings.
  static PlatformInfo.Operator operator(SettingValues values) {
    return new PlatformInfo.Operator(
        values.find(OPERATOR_NAME).orElse(""),
        values.find(OPERATOR_CONTACT).orElse(""),
        values.find(OPERATOR_ABUSE).orElse(""),
        values.find(OPERATOR_TERMS_URL).orElse(""),
        values.find(OPERATOR_PRIVACY_URL).orElse(""),
        values.find(OPERATOR_TAGLINE).orElse(""));
  }

  /// The seller on invoices. Without a name of its own, it is the platform.
  static Issuer issuer(SettingValues values) {
    var label = values.find(TAX_LABEL).orElse("");
    var percent = values.find(TAX_PERCENT);
    return new Issuer(
        values.find(OPERATOR_NAME).orElseGet(() -> values.get(Settings.ROBOT_NAME)),
        values.find(OPERATOR_ADDRESS).orElse(""),
        operator(values).printedContact(),
        values.find(OPERATOR_TAX_ID).orElse(""),
        label.isEmpty() || percent.isEmpty() ? null : new TaxRule(label, percent.orElseThrow()));
  }

  private static SettingType<String> bounded() {
    var type = text();
    return SettingType.of(
        "one line of at most " + TEXT_CHARACTERS_MAX + " characters",
        text -> {
          if (text.length() > TEXT_CHARACTERS_MAX || text.lines().count() > 1) {
            throw new IllegalArgumentException("");
          }
          return type.parser().apply(text, java.nio.file.Path.of(""));
        });
  }

  private static SettingType<String> lines() {
    return SettingType.of(
        "up to " + ADDRESS_LINES_MAX + " lines, for instance 1 Quay Street\\nCork",
        text -> {
          var lines =
              text.replace("\\n", "\n")
                  .lines()
                  .map(String::strip)
                  .filter(line -> !line.isEmpty())
                  .toList();
          if (lines.size() > ADDRESS_LINES_MAX || text.length() > TEXT_CHARACTERS_MAX) {
            throw new IllegalArgumentException("too long");
          }
          return String.join("\n", lines);
        });
  }

  /// An address to write to. A key is read as `npub1…`, because people cannot contact a hex number.
  private static SettingType<String> contact() {
    var web = address("https://example.com/contact", "https");
    return SettingType.of(
        "mailto:…, https://… or npub1…, for instance mailto:help@example.com",
        text -> {
          if (text.startsWith("mailto:")) {
            if (!MAIL.matcher(text).matches()) {
              throw new IllegalArgumentException("not an email address");
            }
            return text;
          }
          if (text.startsWith("npub1")) {
            PublicKey.parse(text);
            return text;
          }
          return web.parser().apply(text, java.nio.file.Path.of(""));
        });
  }

  /// In hundredths of a percent.
  private static SettingType<Integer> percent() {
    return SettingType.of(
        "a number from 0 to 100 with at most two decimals, for instance 23 or 7.5",
        text -> {
          try {
            var points = new BigDecimal(text).movePointRight(BASIS_POINTS_DIGITS).intValueExact();
            if (points < 0 || points > TaxRule.BASIS_POINTS_MAX) {
              throw new IllegalArgumentException("out of range");
            }
            return points;
          } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("not a number", wrong);
          } catch (ArithmeticException wrong) {
            throw new IllegalArgumentException("no such rate", wrong);
          }
        });
  }

  private static <T> Setting<T> add(
      String name, SettingType<T> type, Default fallback, String help, Setting.Trait... traits) {
    return Setting.declare(ALL, new Setting<>(name, type, fallback, help, traits));
  }
}
