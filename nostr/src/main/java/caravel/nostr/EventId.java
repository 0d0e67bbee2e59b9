package caravel.nostr;

import java.util.regex.Pattern;

/// The id of an event: the SHA-256 of its canonical form, 64 lower-case hex digits (NIP-01).
public record EventId(String hex) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  public EventId {
    if (!FORM.matcher(hex).matches()) {
      throw new IllegalArgumentException("an event id is 64 lower-case hex digits");
    }
  }

  @Override
  public String toString() {
    return hex;
  }
}
