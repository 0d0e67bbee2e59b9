package caravel.engine.store;

/// The event can never be stored. The message may be shown to its sender. Nothing of its batch was
/// changed.
public final class UnstorableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnstorableException(String message) {
    super(message);
  }
}
