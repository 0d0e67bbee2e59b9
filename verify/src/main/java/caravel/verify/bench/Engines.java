package caravel.verify.bench;

import caravel.nostr.SecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;

/// Starts relay servers by the given command, configured through zooid's environment.
///
/// @param apiKey the key their management API accepts
record Engines(BenchSettings.Target.Started target, SecretKey apiKey) {

  Server start(Path folder, int port) throws IOException {
    var environment = new HashMap<>(target.environment());
    environment.put("PORT", Integer.toString(port));
    environment.put("CONFIG", folder(folder, "config"));
    environment.put("DATA", folder(folder, "data"));
    environment.put("MEDIA", folder(folder, "media"));
    environment.put("API_HOST", apiHost(port));
    environment.put("API_WHITELIST", apiKey.publicKey().hex());
    // Caravel refuses more than its limits, which a benchmark exceeds. A zooid has no such setting.
    environment.put("RATE_PER_ADDRESS", "0");
    return Server.start(target.engine(), environment, folder);
  }

  static String apiHost(int port) {
    return "api.localhost:" + port;
  }

  private static String folder(Path parent, String name) throws IOException {
    return Files.createDirectories(parent.resolve(name)).toString();
  }
}
