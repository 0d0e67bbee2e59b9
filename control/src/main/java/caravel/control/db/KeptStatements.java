package caravel.control.db;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;

/// The statements of one connection, kept prepared between their uses: for a small statement SQLite
/// needs longer to understand it than to do it. Belongs to the connection's one thread.
final class KeptStatements implements StatementBuilder {
  /// Those used last; there are about as many texts in the program, lists have some more.
  private static final int STATEMENTS_MAX = 256;

  private static final float LOAD_FACTOR = 0.75f;

  /// In the order of their use, without those that are in use.
  private final SequencedMap<String, PreparedStatement> kept =
      new LinkedHashMap<>(STATEMENTS_MAX, LOAD_FACTOR, true);

  /// The text of each that is in use, as the database was given it.
  private final IdentityHashMap<Statement, String> used = new IdentityHashMap<>();

  @Override
  public Statement create(Connection connection, StatementContext context) throws SQLException {
    return connection.createStatement();
  }

  @Override
  public PreparedStatement create(Connection connection, String sql, StatementContext context)
      throws SQLException {
    var known = kept.remove(sql);
    var statement = known == null ? connection.prepareStatement(sql) : known;
    used.put(statement, sql);
    return statement;
  }

  @Override
  public CallableStatement createCall(Connection connection, String sql, StatementContext context)
      throws SQLException {
    return connection.prepareCall(sql);
  }

  /// What it was bound to stays until it is used again and bound anew. To forget it at once would
  /// have SQLite plan many a statement anew with its next use, which is most of what is saved here.
  @Override
  public void close(Connection connection, String template, Statement statement)
      throws SQLException {
    var sql = used.remove(statement);
    if (sql == null
        || !(statement instanceof PreparedStatement prepared)
        || !isUsable(prepared)
        || kept.containsKey(sql)) {
      statement.close();
      return;
    }
    kept.put(sql, prepared);
    if (kept.size() > STATEMENTS_MAX) {
      kept.sequencedValues().removeFirst().close();
    }
  }

  /// The driver gives up a statement that has failed, and does not call it closed.
  private static boolean isUsable(PreparedStatement statement) {
    try {
      return !statement.isClosed() && statement.getParameterMetaData().getParameterCount() >= 0;
    } catch (SQLException givenUp) {
      return false;
    }
  }

  /// Whoever opens the connection anew finds them: they end with it, not with its use.
  @Override
  public void close(Connection connection) {}
}
