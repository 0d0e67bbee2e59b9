package caravel.engine.store;

/// The event cannot be stored by anybody, now or later; the message may be shown to whoever sent
/// it. Nothing of its batch was changed.
public final class UnstorableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnstorableException(String message) {
    super(message);
  }
}
