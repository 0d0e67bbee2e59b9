package caravel.nostr;

/// The id of an event: the SHA-256 of its canonical form, 64 lower-case hex digits (NIP-01).
public record EventId(String hex) {
  static final int HEX_DIGITS = 64;

  public EventId {
    if (!Hex.isLowerCase(hex, HEX_DIGITS)) {
      throw new IllegalArgumentException("an event id is 64 lower-case hex digits");
    }
  }

  /// Parses hex in any letter case.
  ///
  /// @throws IllegalArgumentException when the text is not 64 hex digits
  public static EventId parse(String hex) {
    return new EventId(Hex.lowerCase(hex, HEX_DIGITS));
  }

  @Override
  public String toString() {
    return hex;
  }
}
