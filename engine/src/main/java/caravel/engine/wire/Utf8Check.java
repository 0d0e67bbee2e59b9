package caravel.engine.wire;

/// Checks whether bytes are UTF-8 (RFC 3629). They may arrive in parts that end within a character.
final class Utf8Check {
  /// Continuation bytes that the current character still needs.
  private int missing;

  /// Bounds of the next continuation byte. They refuse overlong forms, surrogates and code points
  /// above U+10FFFF.
  private int lowest = 0x80;

  private int highest = 0xBF;

  /// @return false when the bytes cannot be a part of UTF-8
  boolean isValid(byte[] bytes, int from, int length) {
    int end = from + length;
    for (int at = from; at < end; at++) {
      int value = bytes[at] & 0xFF;
      if (missing > 0) {
        if (value < lowest || value > highest) {
          return false;
        }
        missing--;
        lowest = 0x80;
        highest = 0xBF;
      } else if (value >= 0x80 && !begins(value)) {
        return false;
      }
    }
    return true;
  }

  /// Whether the last character is complete. The next byte begins a new text.
  boolean isComplete() {
    boolean complete = missing == 0;
    missing = 0;
    lowest = 0x80;
    highest = 0xBF;
    return complete;
  }

  private boolean begins(int first) {
    if (first >= 0xC2 && first <= 0xDF) {
      missing = 1;
    } else if (first >= 0xE0 && first <= 0xEF) {
      missing = 2;
      lowest = first == 0xE0 ? 0xA0 : 0x80;
      highest = first == 0xED ? 0x9F : 0xBF;
    } else if (first >= 0xF0 && first <= 0xF4) {
      missing = 3;
      lowest = first == 0xF0 ? 0x90 : 0x80;
      highest = first == 0xF4 ? 0x8F : 0xBF;
    } else {
      return false;
    }
    return true;
  }
}
