package caravel.app;

import caravel.app.database.DatabaseLocation;
import caravel.control.plan.Plans;
import caravel.control.plan.PlansFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;

/// The rules between several settings. What one setting alone may be is its type's business.
final class SettingRules {
  private static final List<Setting<?>> LIVEKIT =
      List.of(
          MediaSettings.LIVEKIT_URL,
          MediaSettings.LIVEKIT_API_KEY,
          MediaSettings.LIVEKIT_API_SECRET);
  private static final List<Setting<?>> S3 =
      List.of(
          MediaSettings.BLOSSOM_S3_REGION,
          MediaSettings.BLOSSOM_S3_BUCKET,
          MediaSettings.BLOSSOM_S3_ACCESS_KEY,
          MediaSettings.BLOSSOM_S3_SECRET_KEY);
  private static final List<Setting<?>> BACKUP_CREDENTIALS =
      List.of(BackupSettings.BACKUP_S3_ACCESS_KEY, BackupSettings.BACKUP_S3_SECRET_KEY);
  private static final List<Setting<?>> TAX =
      List.of(OperatorSettings.TAX_LABEL, OperatorSettings.TAX_PERCENT);
  private static final List<Setting<?>> MAIL =
      List.of(MailSettings.SMTP_URL, MailSettings.MAIL_FROM);
  private static final List<Setting<?>> STRIPE =
      List.of(MoneySettings.STRIPE_SECRET_KEY, MoneySettings.STRIPE_WEBHOOK_SECRET);

  private final SettingValues values;
  private final Faults faults;

  private SettingRules(SettingValues values, Faults faults) {
    this.values = values;
    this.faults = faults;
  }

  static void check(SettingValues values, Faults faults) {
    var rules = new SettingRules(values, faults);
    if (values.command() == Setting.Command.SERVE) {
      rules.requireForProduction();
      rules.refusePublicDemo(Settings.HOST);
      rules.refusePublicDemo(Settings.ENGINE_HOST);
      rules.warnOfUntrustedProxy();
    }
    rules.refusePlainHttp();
    rules.refuseBackupOfServer();
    Stream.of(LIVEKIT, S3, STRIPE, TAX, MAIL, BACKUP_CREDENTIALS).forEach(rules::requireTogether);
    if (values.has(MediaSettings.BLOSSOM_S3_ENDPOINT) && S3.stream().noneMatch(values::has)) {
      faults.fault(
          MediaSettings.BLOSSOM_S3_ENDPOINT,
          "it is set alone",
          "set the other BLOSSOM_S3_ settings too");
    }
    rules.warnOfLaterFeatures();
  }

  /// The backup follows the log of an SQLite file.
  private void refuseBackupOfServer() {
    if (values.has(BackupSettings.BACKUP_URL)
        && values.get(Settings.DATABASE_URL) instanceof DatabaseLocation.Server) {
      faults.fault(
          BackupSettings.BACKUP_URL,
          "it does not work with a PostgreSQL database yet",
          "back the server and DATA_DIR up with their own tools, as docs/postgresql.md says");
    }
  }

  /// The plans of the file, or the built-in ones, with the yearly terms.
  static Plans plans(SettingValues values, Faults faults) {
    var plans = catalogue(values, faults);
    var yearly =
        new Plans.Yearly(
            values.get(MoneySettings.YEARLY).equals("on"),
            values.get(MoneySettings.YEARLY_FREE_MONTHS));
    return new Plans(plans.currency(), plans.all(), yearly);
  }

  private static Plans catalogue(SettingValues values, Faults faults) {
    var currency = values.get(MoneySettings.PLAN_CURRENCY);
    var file = values.find(MoneySettings.PLANS_FILE);
    if (file.isPresent()) {
      try {
        switch (PlansFile.read(Files.readString(file.get()), currency)) {
          case PlansFile.Read(var plans) -> {
            return plans;
          }
          case PlansFile.Faulty(var wrong) ->
              wrong.forEach(one -> faults.fault("PLANS_FILE: " + file.get() + ": " + one));
        }
      } catch (IOException unreadable) {
        faults.fault(
            MoneySettings.PLANS_FILE, file.get() + " cannot be read", "name a JSON file of plans");
      }
    }
    return Plans.builtIn(currency);
  }

  /// Play money is never used together with cards that are charged for real.
  static boolean hasDemoWallet(SettingValues values) {
    var cardsAreReal =
        Config.cards(values)
            .map(cards -> !cards.secretKey().matches("[sr]k_test_.*"))
            .orElse(false);
    return values.isDemo() && !cardsAreReal;
  }

  private void requireForProduction() {
    for (var setting : values.isDemo() ? List.<Setting<?>>of() : Settings.all()) {
      if (values.has(setting)) {
        continue;
      }
      if (setting.has(Setting.Trait.Mark.REQUIRED)) {
        faults.fault(
            setting,
            "it is missing, and production invents nothing",
            "right is " + setting.type().right());
      } else if (setting.has(Setting.Trait.Mark.RECOMMENDED)) {
        faults.warn(setting + " is not set: " + setting.fallback().without());
      }
    }
  }

  /// Some set and some not is a fault of those that are missing.
  private void requireTogether(List<Setting<?>> group) {
    var missing = group.stream().filter(setting -> !values.has(setting)).toList();
    if (!missing.isEmpty() && missing.size() < group.size()) {
      var names = String.join(", ", group.stream().map(Setting::name).toList());
      missing.forEach(setting ->
          faults.fault(setting, "it is missing", "set all of " + names + " or none of them"));
    }
  }

  /// A demo has keys and money that anybody may use, so it listens on loopback only.
  private void refusePublicDemo(Setting<String> setting) {
    var host = values.get(setting);
    if (values.isDemo()
        && !Config.isLoopback(host)
        && values.get(Settings.DEMO_PUBLIC).equals("no")) {
      faults.fault(
          setting,
          "a demo on " + host + " would be open to every client that reaches it",
          "use 127.0.0.1, or set DEMO_PUBLIC=yes if that is what you want");
    }
  }

  /// Relay keys and the secrets of LiveKit and S3 travel to zooid, so plain http is only for this
  /// machine and for a container's name, which has no dot and stays in a private network.
  private void refusePlainHttp() {
    var address = URI.create(values.find(Settings.ZOOID_API_URL).orElse("https://zooid"));
    var host = address.getHost();
    if ("http".equals(address.getScheme())
        && !Config.isLoopback(host)
        && host.matches(".*[.:].*")) {
      faults.fault(
          Settings.ZOOID_API_URL,
          "secrets would travel unencrypted to " + host,
          "use https, or http only to 127.0.0.1 or to a container's name");
    }
  }

  /// The program speaks no TLS, so an https address means that a proxy is in front of it. All
  /// clients have the proxy's address until the proxy is trusted.
  private void warnOfUntrustedProxy() {
    if (values.find(Settings.TRUST_PROXY).isEmpty()
        && values.get(Settings.SERVER_URL).startsWith("https://")) {
      faults.warn(
          "TRUST_PROXY is not set, but SERVER_URL is https, so a proxy is in front of the server. All"
              + " clients share one rate limit until TRUST_PROXY names the proxy's address, for"
              + " instance 127.0.0.1");
    }
  }

  private void warnOfLaterFeatures() {
    for (var setting : Settings.all()) {
      if (values.has(setting) && !setting.laterFeature().isEmpty()) {
        faults.warn(setting + " is set, but not in this version: " + setting.laterFeature());
      }
    }
  }
}
