package caravel.control.db;

/// The database could not do what it was asked; the transaction changed nothing. Its message is for
/// the log and for the operator, never for strangers.
public final class DbException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean ofOneTransaction;

  public DbException(String message, Throwable cause) {
    this(message, cause, false);
  }

  public DbException(String message) {
    super(message);
    this.ofOneTransaction = false;
  }

  private DbException(String message, Throwable cause, boolean ofOneTransaction) {
    super(message, cause);
    this.ofOneTransaction = ofOneTransaction;
  }

  /// A statement of one transaction was refused; others may well go through.
  static DbException refused(Throwable cause) {
    return new DbException("a write failed", cause, true);
  }

  /// Whether something went wrong that concerns everybody: the database is closed, full, or not
  /// heard from. Then there is no use in going on to others; else one must not stop the others.
  public static boolean isEverybodys(RuntimeException fault) {
    return fault instanceof DbException failed && !failed.ofOneTransaction;
  }
}
