package caravel.verify.bench;

/// The server did not do what every relay must do; the measurement means nothing then.
final class WrongAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  WrongAnswerException(String message) {
    super(message);
  }
}
