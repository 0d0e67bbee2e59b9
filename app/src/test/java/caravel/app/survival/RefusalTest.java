package caravel.app.survival;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Starts that must fail, each with one clear line.
@Tag("slow")
final class RefusalTest {
  @TempDir private Path folder;

  private final List<Integer> ports = CaravelProcess.freePorts(2);

  @Test
  void a_folder_in_use_and_a_key_that_opens_nothing_are_refused() throws Exception {
    try (var _ = CaravelProcess.start("serve", folder, settings(Map.of()));
        var api = new SurvivalApi(ports.getFirst(), SecretKey.generate())) {
      assertThat(api.createRelay("kept").status()).isEqualTo(201);
      assertThat(CaravelProcess.refusal("serve", folder, settings(Map.of())).lines())
          .hasSize(3)
          .anyMatch(line -> line.contains("DATA_DIR: ") && line.contains("is in use by another"))
          .anyMatch(line -> line.startsWith("caravel: PORT: " + ports.getFirst()))
          .anyMatch(line -> line.startsWith("caravel: ENGINE_PORT: " + ports.getLast()));
    }
    var other = Map.of("ENCRYPTION_SECRET", SecretKey.generate().revealHex());
    assertThat(CaravelProcess.refusal("serve", folder, settings(other)))
        .contains(
            "caravel: ENCRYPTION_SECRET cannot decrypt 1 of the stored secrets. Add the old key");
    // P1: relays of the old domain would be billed and never served again.
    var port = CaravelProcess.freePorts(1).getFirst();
    assertThat(
            CaravelProcess.refusal(
                "serve", folder, settings(Map.of("ENGINE_PORT", String.valueOf(port)))))
        .contains("caravel: RELAY_DOMAIN: it is localhost:" + port)
        .contains("1 under localhost:" + ports.getLast() + " (deleted relays count");
  }

  private Map<String, String> settings(Map<String, String> more) {
    var all = new HashMap<String, String>();
    all.put("DATA_DIR", folder.resolve("data").toString());
    all.put("PORT", ports.getFirst().toString());
    all.put("ENGINE_PORT", ports.getLast().toString());
    all.putAll(more);
    return all;
  }
}
