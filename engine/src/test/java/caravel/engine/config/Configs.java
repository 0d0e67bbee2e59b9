package caravel.engine.config;

import caravel.nostr.SecretKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Random configurations from a seed.
final class Configs {
  private static final String CHARACTERS =
      "aZ09 _-.\"\\'#=[]{}\n\r\t\b\f\u0000\u001f\u007f\u0085é漢\ud83d\ude00";

  private Configs() {}

  static RelayConfig any(Random random) {
    var roles = new HashMap<String, RelayConfig.Role>();
    for (int i = random.nextInt(4); i > 0; i--) {
      roles.put("r" + text(random), role(random));
    }
    return new RelayConfig(
        "h" + text(random),
        "s_" + random.nextInt(1_000),
        key(random),
        random.nextBoolean(),
        new RelayConfig.Info(text(random), text(random), text(random), key(random).publicKey()),
        new RelayConfig.Policy(
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean() ? null : random.nextInt(10_000)),
        new RelayConfig.Features(
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean(),
            blossom(random),
            new RelayConfig.Livekit(text(random), text(random), text(random))),
        Map.copyOf(roles));
  }

  private static RelayConfig.Blossom blossom(Random random) {
    return new RelayConfig.Blossom(
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextBoolean() ? "local" : "s3",
        new RelayConfig.S3(
            text(random),
            "r" + text(random),
            "b" + text(random),
            "a" + text(random),
            "k" + text(random),
            text(random)),
        new RelayConfig.FileLimits(limit(random), limit(random), limit(random)));
  }

  private static @Nullable Long limit(Random random) {
    return random.nextBoolean() ? null : (Long) random.nextLong(Long.MAX_VALUE);
  }

  private static RelayConfig.Role role(Random random) {
    var pubkeys = new ArrayList<String>();
    for (int i = random.nextInt(3); i > 0; i--) {
      pubkeys.add(text(random));
    }
    return new RelayConfig.Role(List.copyOf(pubkeys), random.nextBoolean(), random.nextBoolean());
  }

  static SecretKey key(Random random) {
    var bytes = new byte[32];
    random.nextBytes(bytes);
    bytes[0] = 1;
    return new SecretKey(bytes);
  }

  static String text(Random random) {
    var text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      var codePoints = CHARACTERS.codePoints().toArray();
      text.appendCodePoint(codePoints[random.nextInt(codePoints.length)]);
    }
    return text.toString();
  }
}
