package caravel.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Settings of features that this version does not have yet. They are still read and checked.
final class UnusedSettings {
  private final SettingParser parser;
  private final Faults faults;

  UnusedSettings(SettingParser parser, Faults faults) {
    this.parser = parser;
    this.faults = faults;
  }

  void read() {
    hosts();
    parser.text(Setting.METRICS_HOST, "127.0.0.1");
    if (parser.has(Setting.METRICS_PORT)) {
      parser.port(Setting.METRICS_PORT, 9464);
    } else {
      parser.note(Setting.METRICS_PORT, "off", "default");
    }
  }

  /// If some are set, adds a fault for each missing one.
  static void together(SettingParser parser, Faults faults, List<Setting> group) {
    var missing = group.stream().filter(setting -> !parser.has(setting)).toList();
    if (!missing.isEmpty() && missing.size() < group.size()) {
      var names = String.join(", ", group.stream().map(Setting::name).toList());
      missing.forEach(setting ->
          faults.fault(setting, "it is missing", "set all of " + names + " or none of them"));
    }
  }

  private void hosts() {
    parser
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
        SettingParser.Addresses.of(host.path("api_url").asString(""), List.of("http", "https"));
      } catch (IllegalArgumentException wrong) {
        return "has no right api_url for " + domain;
      }
    }
    return "";
  }
}
