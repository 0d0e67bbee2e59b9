package caravel.engine.session;

import caravel.nostr.Sha256;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/// Creates unpredictable AUTH challenges (NIP-42): the hash of a per-process secret and a counter.
/// Takes no lock, unlike a shared [SecureRandom].
final class Challenges {
  private static final int SECRET_BYTES = 32;
  private static final int CHALLENGE_BYTES = 8;
  private static final byte[] SECRET = new byte[SECRET_BYTES];
  private static final AtomicLong NUMBER = new AtomicLong();

  static {
    new SecureRandom().nextBytes(SECRET);
  }

  private Challenges() {}

  /// Returns 16 hexadecimal digits.
  static String next() {
    var input =
        ByteBuffer.allocate(SECRET_BYTES + Long.BYTES)
            .put(SECRET)
            .putLong(NUMBER.incrementAndGet());
    return HexFormat.of().formatHex(Sha256.of(input.array()), 0, CHALLENGE_BYTES);
  }
}
