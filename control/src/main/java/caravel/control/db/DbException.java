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
  private final boolean isTemporary;

  public DbException(String message, Throwable cause) {
    this(message, cause, false, false);
  }

  public DbException(String message) {
    super(message);
    this.ofOneTransaction = false;
    this.isTemporary = false;
  }

  private DbException(
      String message, @Nullable Throwable cause, boolean ofOneTransaction, boolean isTemporary) {
    super(message, cause);
    this.ofOneTransaction = ofOneTransaction;
    this.isTemporary = isTemporary;
  }

  /// One statement of one transaction failed; other transactions may succeed.
  static DbException refused(Throwable cause) {
    return new DbException("a write failed", cause, true, false);
  }

  /// The transaction conflicted with others each time.
  static DbException conflict(Throwable cause) {
    return new DbException("a write conflicted with others each time", cause, true, true);
  }

  /// No connection is free, or the database does not answer now.
  static DbException unreachable(String message, @Nullable Throwable cause) {
    return new DbException(message, cause, false, true);
  }

  /// Whether the same request may succeed in a moment.
  public boolean isTemporary() {
    return isTemporary;
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
