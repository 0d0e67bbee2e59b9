package caravel.engine.store;

/// The store could not do what it was asked, and changed nothing. The message is for the log, not
/// for strangers.
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
