package caravel.control.db.postgres;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The effect of an exception of the driver on the transaction.
public enum PostgresFault {
  /// It conflicts with another one and can be repeated.
  CONFLICT,
  /// The connection is lost, or leads to a server that takes no writes. Inside a commit, its
  /// outcome is unknown.
  CONNECTION,
  /// A row with this key exists.
  DUPLICATE,
  /// A statement was refused.
  STATEMENT;

  public static PostgresFault of(Throwable thrown) {
    for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return of(sql.getSQLState());
      }
    }
    return STATEMENT;
  }

  private static PostgresFault of(@Nullable String state) {
    if (state == null) {
      return CONNECTION; // Only the pool's own exceptions have none.
    }
    return switch (state) {
      case "40001", "40P01" -> CONFLICT;
      case "23505" -> DUPLICATE;
      case "25006", "57P01", "57P02", "57P03" -> CONNECTION;
      default -> state.startsWith("08") ? CONNECTION : STATEMENT;
    };
  }
}
