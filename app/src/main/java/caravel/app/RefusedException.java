package caravel.app;

/// The program cannot start with these settings. The message is for the operator.
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RefusedException(String line) {
    super(line);
  }
}
