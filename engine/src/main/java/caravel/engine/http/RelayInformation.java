package caravel.engine.http;

import caravel.engine.config.RelayConfig;
import caravel.nostr.Json;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The information document of a relay (NIP-11). It lists only what the relay serves.
final class RelayInformation {
  static final String TYPE = "application/nostr+json";

  private static final List<Integer> NIPS = List.of(1, 9, 11, 40, 42, 43, 45, 50, 70, 77);

  private static final int GROUPS = 29;
  private static final int MANAGEMENT = 86;

  /// A draft, which has no number yet.
  private static final String PUSH = "9a";

  /// The parts of Blossom that are served.
  private static final List<String> BUDS =
      List.of("BUD-01", "BUD-02", "BUD-04", "BUD-06", "BUD-08", "BUD-09");

  private static final String SOFTWARE = "caravel";

  private RelayInformation() {}

  /// @param base the relay's address as this client sees it, `http://…` or `https://…`
  static String write(RelayConfig config, String base) {
    var document = Json.mapper().createObjectNode();
    var info = config.info();
    put(document, "name", info.name());
    put(document, "description", info.description());
    put(document, "pubkey", info.owner().hex());
    put(document, "self", config.secret().publicKey().hex());
    var nips = document.putArray("supported_nips");
    NIPS.forEach(nips::add);
    if (config.features().groups()) {
      nips.add(GROUPS);
    }
    if (config.features().management()) {
      nips.add(MANAGEMENT);
    }
    if (config.features().push()) {
      nips.add(PUSH);
    }
    if (config.features().blossom().enabled()) {
      BUDS.forEach(nips::add);
    }
    put(document, "software", SOFTWARE);
    put(document, "version", version());
    put(document, "icon", absolute(info.icon(), base));
    return document + "\n";
  }

  private static void put(
      tools.jackson.databind.node.ObjectNode document, String key, String text) {
    if (!text.isEmpty()) {
      document.put(key, text);
    }
  }

  private static String absolute(String icon, String base) {
    if (icon.isEmpty()) {
      return "";
    }
    try {
      return URI.create(base + "/").resolve(icon).toString();
    } catch (IllegalArgumentException _) {
      return icon;
    }
  }

  private static String version() {
    @Nullable String version = RelayInformation.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
