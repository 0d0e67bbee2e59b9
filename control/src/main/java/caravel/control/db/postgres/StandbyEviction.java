package caravel.control.db.postgres;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/// Closes connections to a primary that became a standby: the standby keeps them open, but refuses
/// every write on them. The pool creates it by its name.
public final class StandbyEviction implements SQLExceptionOverride {
  private static final String READ_ONLY_TRANSACTION = "25006";

  @java.lang.Override
  public SQLExceptionOverride.Override adjudicate(SQLException refused) {
    return READ_ONLY_TRANSACTION.equals(refused.getSQLState())
        ? Override.MUST_EVICT
        : Override.CONTINUE_EVICT;
  }
}
