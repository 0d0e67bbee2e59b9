package caravel.control.db;

/// The database could not do what it was asked; the transaction changed nothing. Its message is for
/// the log and for the operator, never for strangers.
public final class DbException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public DbException(String message, Throwable cause) {
    super(message, cause);
  }

  public DbException(String message) {
    super(message);
  }
}
