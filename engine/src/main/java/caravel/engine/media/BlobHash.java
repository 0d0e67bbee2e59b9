package caravel.engine.media;

import caravel.nostr.Hex;
import java.util.Optional;
import java.util.regex.Pattern;

/// The SHA-256 of a file's bytes, which is its name.
///
/// @param hex 64 lower-case hex digits, so that it is safe as a file name
public record BlobHash(String hex) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  public BlobHash {
    if (!FORM.matcher(hex).matches()) {
      throw new IllegalArgumentException("a hash has 64 lower-case hex digits");
    }
  }

  static BlobHash of(byte[] digest) {
    return new BlobHash(Hex.encode(digest));
  }

  /// Returns the hash that the text is; empty when it is none.
  public static Optional<BlobHash> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new BlobHash(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return hex;
  }
}
