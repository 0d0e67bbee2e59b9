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

/// Caches the prepared statements of one connection, because SQLite prepares a small statement
/// slower than it runs it. Used by the connection's one thread.
final class KeptStatements implements StatementBuilder {
  /// Most cached statements, the least recently used ones are closed. The program has about as many
  /// texts.
  private static final int STATEMENTS_MAX = 256;

  private static final float LOAD_FACTOR = 0.75f;

  /// In the order of their use, without those in use.
  private final SequencedMap<String, PreparedStatement> kept =
      new LinkedHashMap<>(STATEMENTS_MAX, LOAD_FACTOR, true);

  /// The text of each statement in use, as it was prepared.
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

  /// Keeps the bound values until the next use binds new ones. Clearing them would make SQLite plan
  /// many statements again, which costs most.
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

  /// The driver discards a failed statement without closing it.
  private static boolean isUsable(PreparedStatement statement) {
    try {
      return !statement.isClosed() && statement.getParameterMetaData().getParameterCount() >= 0;
    } catch (SQLException givenUp) {
      return false;
    }
  }

  /// Keeps the statements open: they end with the connection, not with this use.
  @Override
  public void close(Connection connection) {}
}
