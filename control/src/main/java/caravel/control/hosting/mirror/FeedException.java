package caravel.control.hosting.mirror;

/// A relay cannot be read now. The message is for the operator.
final class FeedException extends Exception {
  private static final long serialVersionUID = 1;
  private static final int TEXT_CHARACTERS_MAX = 200;

  FeedException(String why) {
    super(why);
  }

  /// @param text of the relay
  static FeedException refused(String text) {
    var line = text.replaceAll("\\p{Cntrl}", " ").strip();
    return new FeedException(
        "the relay refuses its own key: "
            + line.substring(0, Math.min(line.length(), TEXT_CHARACTERS_MAX)));
  }
}
