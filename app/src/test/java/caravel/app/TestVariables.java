package caravel.app;

import caravel.nostr.Nip19;
import caravel.nostr.SecretKey;
import java.util.HashMap;
import java.util.Map;

/// The variables of a production server, to be changed by tests of the settings.
final class TestVariables {
  static final String SECRET = "7f7ff03d123792d6ac594bfa67bf6d0c0ab55b6b1fdb6249303fe861f1ccba9a";
  static final String OTHER = "0000000000000000000000000000000000000000000000000000000000000003";
  static final Map<String, String> PRODUCTION =
      Map.of(
          "ROBOT_SECRET", SECRET,
          "RELAY_DOMAIN", "relays.example.com",
          "SERVER_URL", "https://hosting.example.com",
          "TRUST_PROXY", "127.0.0.1");

  private TestVariables() {}

  static Map<String, String> with(Map<String, String> variables, String name, String value) {
    var all = new HashMap<>(PRODUCTION);
    all.putAll(variables);
    if (variables.containsKey("ROBOT_SECRET_FILE") || name.equals("ROBOT_SECRET_FILE")) {
      all.remove(variables.containsKey("ROBOT_SECRET") ? "" : "ROBOT_SECRET");
    }
    all.put(name, value);
    return all;
  }

  static Map<String, String> without(String name) {
    var all = new HashMap<>(PRODUCTION);
    all.remove(name);
    return all;
  }

  static String npub(String secret) {
    return Nip19.npub(SecretKey.parse(secret).publicKey());
  }
}
