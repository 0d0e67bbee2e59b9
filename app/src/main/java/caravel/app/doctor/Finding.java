package caravel.app.doctor;

/// One result of a check.
///
/// @param sentence what was seen, and why it matters if it is not `OK`
/// @param action what the operator does about it; `""` = nothing
public record Finding(Level level, String sentence, String action) {
  /// From best to worst.
  public enum Level {
    OK,
    /// A feature is off, or a check could not be made.
    NOTE,
    /// The platform works, but not as well as it could, or not for long.
    WARNING,
    /// People notice this.
    FAULT
  }

  public static Finding ok(String sentence) {
    return new Finding(Level.OK, sentence, "");
  }

  public static Finding note(String sentence) {
    return new Finding(Level.NOTE, sentence, "");
  }

  public static Finding warning(String sentence, String action) {
    return new Finding(Level.WARNING, sentence, action);
  }

  public static Finding fault(String sentence, String action) {
    return new Finding(Level.FAULT, sentence, action);
  }
}
