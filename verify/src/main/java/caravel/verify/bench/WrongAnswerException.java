package caravel.verify.bench;

/// The server broke a rule that every relay must follow, so the measurement is meaningless.
final class WrongAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  WrongAnswerException(String message) {
    super(message);
  }
}
