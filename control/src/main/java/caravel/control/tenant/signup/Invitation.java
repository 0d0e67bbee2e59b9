package caravel.control.tenant.signup;

import caravel.nostr.Hex;
import caravel.nostr.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The operator's invitation to become a tenant. Its code is shown once and stored as SHA-256.
///
/// @param note for the operator; may be empty
/// @param usesMax how many tenants may be created with it
/// @param expiresAt null = it does not expire
/// @param revokedAt null = it was not withdrawn
record Invitation(
    String id,
    String note,
    int uses,
    int usesMax,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt) {
  static final int NOTE_CHARACTERS_MAX = 200;
  static final int USES_MAX = 1_000;

  /// Longest time in which an invitation can be used.
  static final Duration VALID_MAX = Duration.ofDays(365);

  private static final int CODE_BYTES = 16;

  /// A code that cannot be guessed: 32 hex digits.
  static String newCode(RandomGenerator random) {
    var bytes = new byte[CODE_BYTES];
    random.nextBytes(bytes);
    return Hex.encode(bytes);
  }

  static String hash(String code) {
    return Hex.encode(Sha256.of(code.getBytes(StandardCharsets.UTF_8)));
  }

  /// Whether it can be used, as a word of the API.
  String state(Instant now) {
    if (revokedAt != null) {
      return "revoked";
    }
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      return "expired";
    }
    return uses >= usesMax ? "used" : "open";
  }
}
