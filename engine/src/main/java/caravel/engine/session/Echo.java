package caravel.engine.session;

/// Text of a client that is repeated in an error message. Long text is cut to the length of a
/// sentence.
final class Echo {
  static final int ECHO_CHARACTERS_MAX = 64;
  static final int NOTICE_CHARACTERS_MAX = 256;

  private Echo() {}

  static String of(String text) {
    return cut(text, ECHO_CHARACTERS_MAX);
  }

  /// Cuts a message that may contain an echo.
  static String notice(String text) {
    return cut(text, NOTICE_CHARACTERS_MAX);
  }

  private static String cut(String text, int charactersMax) {
    if (text.length() <= charactersMax) {
      return text;
    }
    int end =
        Character.isHighSurrogate(text.charAt(charactersMax - 1))
            ? charactersMax - 1
            : charactersMax;
    return text.substring(0, end);
  }
}
