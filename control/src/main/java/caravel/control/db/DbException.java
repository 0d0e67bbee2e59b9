package caravel.control.db;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A failed transaction that changed nothing. The message is for the log and for the operator, not
/// for clients.
public final class DbException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// SQLite's SQLITE_ERROR (a table is missing), SQLITE_IOERR, SQLITE_CORRUPT and SQLITE_NOTADB.
  private static final Set<Integer> DAMAGE = Set.of(1, 10, 11, 26);

  /// Mask of the primary code in SQLite's extended result codes.
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

  /// One statement of one transaction failed; other transactions may succeed.
  static DbException refused(Throwable cause) {
    return new DbException("a write failed", cause, true);
  }

  /// Whether the failure concerns every transaction: the database is closed, full or unreachable.
  /// Then a batch should stop; otherwise it should continue with its other items.
  public static boolean isSystemic(RuntimeException fault) {
    return fault instanceof DbException failed && !failed.ofOneTransaction;
  }

  /// Whether the file is damaged or missing, so that its content cannot be trusted.
  public static boolean isDamage(Throwable fault) {
    for (@Nullable Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return DAMAGE.contains(sql.getErrorCode() & PRIMARY_CODE);
      }
    }
    return false;
  }
}
