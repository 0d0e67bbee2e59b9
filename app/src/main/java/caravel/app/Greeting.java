package caravel.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The text for a person when everything is up.
final class Greeting {
  private Greeting() {}

  /// Printed first, so that a demo is not mistaken for production.
  static String first(Config config) {
    var demo = config.isDemo() ? " demo: its keys and data are made here, for trying it out" : "";
    return "Caravel " + Version.text() + demo;
  }

  /// Printed when everything is up.
  static List<String> lines(Config config, ServerKeys keys) {
    var lines = new ArrayList<String>();
    lines.add("  web app and API   " + config.http().serverUrl());
    switch (config.hosting().zooid()) {
      case Config.Zooid.Embedded _ -> lines.add("  relays            " + relays(config));
      case Config.Zooid.Remote(var api, _) ->
          lines.add("  relays            " + relays(config) + ", made real by zooid at " + api);
    }
    if (config.isDemo()) {
      lines.add("  system relay      ws://localhost:" + config.hosting().engine().listen().port());
    }
    if (keys.operatorFile() != null) {
      lines.add("  operator's key    " + keys.operatorFile());
    }
    lines.add("  data              " + config.storage().dataDir());
    if (isLocal(config)) {
      lines.add(
          "  Browsers find *.localhost by themselves. Where another program does not, add the name"
              + " to /etc/hosts");
      lines.add("  as 127.0.0.1, or dial 127.0.0.1 and send the relay's name as the Host header.");
    }
    return lines;
  }

  static String ready(ProcessContext context) {
    double seconds = (context.clock().millis() - context.startedAtMillis()) / 1000.0;
    return String.format(Locale.ROOT, "ready in %.2f s; Ctrl-C ends it", seconds);
  }

  private static String relays(Config config) {
    return (isLocal(config) ? "ws" : "wss") + "://<name>." + config.hosting().relayDomain();
  }

  private static boolean isLocal(Config config) {
    return config.hosting().relayDomain().matches("([a-z0-9-]+\\.)*localhost(:\\d+)?");
  }
}
