package caravel.app;

import caravel.control.admin.PlatformInfo;
import caravel.control.auth.Authenticator.AuthSettings;
import caravel.control.billing.Alerts;
import caravel.control.billing.BillingTerms;
import caravel.control.billing.core.Invoicing;
import caravel.control.http.HttpSettings;
import caravel.control.image.ImageRoutes;
import caravel.control.notify.RobotSettings;
import caravel.control.relay.HostFeatures;
import caravel.control.relay.RelayTerms;
import caravel.control.tenant.ReturnUrls;
import caravel.control.tenant.signup.SignUp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// The part of [Wiring] for settings: converts [Config] to the records of the modules.
final class WiringSettings {
  private final Config config;
  private final ServerKeys keys;

  WiringSettings(Config config, ServerKeys keys) {
    this.config = config;
    this.keys = keys;
  }

  /// @param home the launcher's folder, with the built web app
  HttpSettings http(Path home) {
    var http = config.http();
    var built = home.resolve("web/dist");
    return new HttpSettings(
        http.listen(),
        http.origins(),
        config.hosting().engine().trustedProxies(),
        http.rates(),
        new HttpSettings.Web(
            Files.isDirectory(built) ? built : null,
            demoSockets(),
            config.platform().profile().name()));
  }

  RelayTerms relayTerms() {
    var catalogue = config.platform().catalogue();
    return new RelayTerms(
        catalogue.plans(),
        List.of(config.hosting().relayDomain()),
        catalogue.reservedSubdomains(),
        catalogue.limits(),
        new RelayTerms.DomainTerms(config.http().edge() != null, config.http().names()));
  }

  BillingTerms billingTerms() {
    var catalogue = config.platform().catalogue();
    return new BillingTerms(
        catalogue.plans(),
        new Invoicing.Rules(
            catalogue.invoiceMin(), Duration.ofDays(catalogue.graceDays()), catalogue.payFirst()),
        config.http().appUrl(),
        config.platform().operator().issuer());
  }

  Alerts.Links noticeLinks() {
    return new Alerts.Links(
        config.http().appUrl(), config.platform().operator().shown().printedContact());
  }

  RobotSettings robot() {
    var platform = config.platform();
    return new RobotSettings(keys.robot(), platform.profile(), platform.relays(), config.isDemo());
  }

  SignUp signUp() {
    var operator = config.platform().operator();
    return new SignUp(
        operator.signUp(), Set.copyOf(keys.admins()), operator.shown().printedContact());
  }

  ReturnUrls returnUrls() {
    return new ReturnUrls(config.http().appUrl(), config.http().origins());
  }

  AuthSettings auth() {
    return new AuthSettings(
        config.http().serverUrl(), config.http().appUrl(), Set.copyOf(keys.admins()));
  }

  /// @param features of the relay host
  PlatformInfo platformInfo(HostFeatures features) {
    var robot = config.platform().profile();
    var relays = config.platform().relays();
    return new PlatformInfo(
        new PlatformInfo.Brand(
            robot.name(),
            robot.picture().isEmpty() ? "" : ImageRoutes.LOGO_PATH,
            keys.robot().publicKey(),
            config.platform().mail() != null),
        config.platform().operator().shown(),
        new PlatformInfo.Addresses(
            config.http().serverUrl(),
            List.of(new PlatformInfo.Host(config.hosting().relayDomain(), features)),
            config.http().edge() != null),
        new PlatformInfo.Relays(relays.indexers(), relays.messaging()),
        config.platform().catalogue().graceDays(),
        new PlatformInfo.Build(
            Version.text(), config.platform().operator().signUp(), config.isDemo()));
  }

  /// Extra sources for the page's content security policy: a demo's relays speak no TLS, and `wss:`
  /// does not cover them.
  private List<String> demoSockets() {
    var port = config.hosting().engine().listen().port();
    return config.isDemo()
        ? List.of("ws://localhost:" + port, "ws://*.localhost:" + port)
        : List.of();
  }
}
