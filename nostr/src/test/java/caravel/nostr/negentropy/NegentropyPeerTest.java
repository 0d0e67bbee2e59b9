package caravel.nostr.negentropy;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Hex;
import caravel.nostr.Json;
import caravel.nostr.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// A reconciliation that nostr-tools started, round by round. The peers' test `negentropy.test.mjs`
/// plays the other side.
final class NegentropyPeerTest {
  @Test
  void nostr_tools_gets_the_recorded_answers() throws IOException {
    var builder = new NegentropySet.Builder();
    for (int i = 0; i < 1200; i++) {
      if (i % 100 != 0) {
        var id = Sha256.of(("event " + i).getBytes(StandardCharsets.UTF_8));
        builder.add(1_700_000_000L + i % 97, Hex.encode(id));
      }
    }
    var relay = new Negentropy(builder.build());
    try (var in = NegentropyPeerTest.class.getResourceAsStream("/vectors/negentropy.json")) {
      var rounds = Json.tree(new String(in.readAllBytes(), StandardCharsets.UTF_8)).path("rounds");
      assertThat(rounds.size()).isGreaterThan(1);
      for (var round : rounds) {
        assertThat(Hex.encode(relay.answer(Hex.decode(round.path("query").asString()))))
            .isEqualTo(round.path("answer").asString());
      }
    }
  }
}
