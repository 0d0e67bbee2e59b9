package caravel.app;

import caravel.engine.http.TrustedProxies;
import java.util.List;

/// Reads the settings of the API server: its addresses, origins, proxies and rate limits.
final class HttpConfigReader {
  static final int RATE_PER_ADDRESS_DEFAULT = 200;
  private static final int PORT_DEFAULT = 2892;

  private final SettingParser parser;
  private final Faults faults;
  private final NetworkChecks checks;

  HttpConfigReader(SettingParser parser, Faults faults, NetworkChecks checks) {
    this.parser = parser;
    this.faults = faults;
    this.checks = checks;
  }

  Config.Http read(Config.Mode mode, Setting.Command command) {
    var listen =
        new Config.Listen(
            parser.text(Setting.HOST, "127.0.0.1"), parser.port(Setting.PORT, PORT_DEFAULT));
    if (command == Setting.Command.SERVE) {
      checks.refusePublicDemo(mode, Setting.HOST, listen);
    }
    var local = "http://localhost:" + listen.port();
    var serverUrl = parser.origin(Setting.SERVER_URL, "https://hosting.example.com").orElse(local);
    if (!parser.has(Setting.SERVER_URL)) {
      if (mode == Config.Mode.PRODUCTION && command == Setting.Command.SERVE) {
        faults.missing(
            Setting.SERVER_URL,
            "the public base of the API, for instance https://hosting.example.com");
      } else {
        parser.note(Setting.SERVER_URL, local, "default");
      }
    }
    var appUrl = parser.origin(Setting.APP_URL, "https://hosting.example.com").orElse(serverUrl);
    if (!parser.has(Setting.APP_URL)) {
      parser.note(Setting.APP_URL, serverUrl, "default: SERVER_URL");
    }
    var origins = origins();
    var rates =
        new Config.Rates(
            parser.integer(Setting.RATE_PER_KEY, 0, SettingParser.COUNT_MAX, 50),
            parser.integer(
                Setting.RATE_PER_ADDRESS, 0, SettingParser.COUNT_MAX, RATE_PER_ADDRESS_DEFAULT));
    var proxies = proxies();
    if (command == Setting.Command.SERVE) {
      checks.warnOfUntrustedProxy(serverUrl, proxies);
    }
    return new Config.Http(listen, serverUrl, appUrl, origins, proxies, rates);
  }

  private List<String> origins() {
    var origins =
        parser.list(
            Setting.ALLOW_ORIGINS,
            "origins separated by commas, for instance https://app.example.com",
            text ->
                text.equals("*")
                    ? text
                    : SettingParser.Addresses.origin(text, List.of("http", "https")));
    if (!parser.has(Setting.ALLOW_ORIGINS)) {
      parser.note(Setting.ALLOW_ORIGINS, "any origin", "default");
    }
    return origins.contains("*") ? List.of() : origins;
  }

  private List<String> proxies() {
    return parser.list(
        Setting.TRUST_PROXY,
        "addresses or nets separated by commas, for instance 127.0.0.1,10.0.0.0/8",
        HttpConfigReader::net);
  }

  private static String net(String text) {
    TrustedProxies.parse(List.of(text));
    return text;
  }
}
