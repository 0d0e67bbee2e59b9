package caravel.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Settings whose features this version does not have yet: read and checked all the same.
final class LaterSettings {
  private static final Pattern WALLET =
      Pattern.compile("(nostr\\+walletconnect|nostrwalletconnect)://([0-9a-f]{64})\\?(.+)");
  private static final String WALLET_RIGHT =
      "nostr+walletconnect://<64 hex digits>?relay=wss://…&secret=<64 hex digits>";

  private final Values values;
  private final Faults faults;

  LaterSettings(Values values, Faults faults) {
    this.values = values;
    this.faults = faults;
  }

  Config.Rails read(Config.Mode mode) {
    var wallet = values.parse(Setting.NWC_URL, WALLET_RIGHT, LaterSettings::wallet);
    if (mode == Config.Mode.DEMO && !values.has(Setting.NWC_URL)) {
      values.note(Setting.NWC_URL, "", "demo: embedded wallet, not in this version");
    }
    together(values, faults, List.of(Setting.STRIPE_SECRET_KEY, Setting.STRIPE_WEBHOOK_SECRET));
    var card = values.parse(Setting.STRIPE_SECRET_KEY, "sk_live_… or rk_live_…", key("sk_", "rk_"));
    values.parse(Setting.STRIPE_WEBHOOK_SECRET, "whsec_…", key("whsec_"));
    values.parse(Setting.STRIPE_PRICE_BASIC, "price_…", key("price_"));
    values.parse(Setting.STRIPE_PRICE_GROWTH, "price_…", key("price_"));
    bucket();
    hosts();
    values.parse(Setting.INVOICE_MIN, "a whole number above zero", LaterSettings::count);
    values.parse(Setting.BTC_USD_RATE, "dollars a coin, for instance 100000", LaterSettings::rate);
    values.list(
        Setting.BTC_USD_SOURCES,
        "addresses separated by commas, each https://…",
        text -> Values.Addresses.of(text, List.of("https")));
    values.text(Setting.METRICS_HOST, "127.0.0.1");
    if (values.has(Setting.METRICS_PORT)) {
      values.port(Setting.METRICS_PORT, 9464);
    } else {
      values.note(Setting.METRICS_PORT, "off", "default");
    }
    return new Config.Rails(wallet.isPresent(), card.isPresent());
  }

  /// Some set and some not is a fault of those that are missing.
  static void together(Values values, Faults faults, List<Setting> group) {
    var missing = group.stream().filter(setting -> !values.has(setting)).toList();
    if (!missing.isEmpty() && missing.size() < group.size()) {
      var names = String.join(", ", group.stream().map(Setting::name).toList());
      missing.forEach(setting ->
          faults.fault(setting, "it is missing", "set all of " + names + " or none of them"));
    }
  }

  private void bucket() {
    var needed =
        List.of(
            Setting.BLOSSOM_S3_REGION,
            Setting.BLOSSOM_S3_BUCKET,
            Setting.BLOSSOM_S3_ACCESS_KEY,
            Setting.BLOSSOM_S3_SECRET_KEY);
    together(values, faults, needed);
    needed.forEach(setting -> values.parse(setting, "text", text -> text));
    values.address(Setting.BLOSSOM_S3_ENDPOINT, List.of("http", "https"), "https://s3.example.com");
    if (values.has(Setting.BLOSSOM_S3_ENDPOINT) && needed.stream().noneMatch(values::has)) {
      faults.fault(
          Setting.BLOSSOM_S3_ENDPOINT, "it stands alone", "set the other BLOSSOM_S3_ settings too");
    }
  }

  private void hosts() {
    values
        .optionalPath(Setting.HOSTS_FILE)
        .ifPresent(file -> {
          try {
            var problem = hostsProblem(JsonMapper.shared().readTree(Files.readString(file)));
            if (!problem.isEmpty()) {
              refuseHosts(file, problem);
            }
          } catch (IOException unreadable) {
            refuseHosts(file, "cannot be read");
          } catch (JacksonException malformed) {
            refuseHosts(file, "is not JSON");
          }
        });
  }

  private void refuseHosts(Path file, String problem) {
    faults.fault(
        Setting.HOSTS_FILE,
        file + " " + problem,
        "right is a JSON list of {\"domain\": …, \"api_url\": …, \"weight\": …}");
  }

  private static String hostsProblem(JsonNode hosts) {
    if (!hosts.isArray() || hosts.isEmpty()) {
      return "is not a list of hosts";
    }
    var domains = new HashSet<String>();
    for (var host : hosts) {
      var domain = host.path("domain").asString("");
      if (domain.isBlank() || !domains.add(domain.toLowerCase(Locale.ROOT))) {
        return "has a host without a domain of its own";
      }
      try {
        Values.Addresses.of(host.path("api_url").asString(""), List.of("http", "https"));
      } catch (IllegalArgumentException wrong) {
        return "has no right api_url for " + domain;
      }
    }
    return "";
  }

  private static String wallet(String text) {
    var match = WALLET.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException();
    }
    var query = List.of(match.group(3).split("&", -1));
    if (query.stream().noneMatch(part -> part.matches("secret=[0-9a-f]{64}"))) {
      throw new IllegalArgumentException("it has no secret");
    }
    if (query.stream().noneMatch(part -> part.matches("(?i)relay=wss?(://|%3A%2F%2F).+"))) {
      throw new IllegalArgumentException("it has no relay");
    }
    return text;
  }

  private static Function<String, String> key(String... prefixes) {
    return text -> {
      if (!List.of(prefixes).stream().anyMatch(text::startsWith)) {
        throw new IllegalArgumentException();
      }
      return text;
    };
  }

  private static Long count(String text) {
    try {
      long number = Long.parseLong(text);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException("not a whole number", wrong);
    }
    throw new IllegalArgumentException("not above zero");
  }

  private static Double rate(String text) {
    try {
      double rate = Double.parseDouble(text);
      if (rate > 0 && Double.isFinite(rate)) {
        return rate;
      }
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException("not a number", wrong);
    }
    throw new IllegalArgumentException("not above zero");
  }
}
