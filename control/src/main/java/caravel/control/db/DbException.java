package caravel.control.db;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The database could not do what it was asked; the transaction changed nothing. Its message is for
/// the log and for the operator, never for strangers.
public final class DbException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// SQLite's SQLITE_ERROR (a table is missing), SQLITE_IOERR, SQLITE_CORRUPT and SQLITE_NOTADB.
  private static final Set<Integer> DAMAGE = Set.of(1, 10, 11, 26);

  /// The part of SQLite's extended result codes that names the kind of error.
  private static final int PRIMARY_CODE = 0xff;

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
  public static boolean isSystemic(RuntimeException fault) {
    return fault instanceof DbException failed && !failed.ofOneTransaction;
  }

  /// Whether the file itself is damaged or gone, so that nothing in it can be relied upon.
  public static boolean isDamage(Throwable fault) {
    for (@Nullable Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return DAMAGE.contains(sql.getErrorCode() & PRIMARY_CODE);
      }
    }
    return false;
  }
}
