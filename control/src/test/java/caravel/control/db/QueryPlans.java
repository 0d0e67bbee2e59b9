package caravel.control.db;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;

/// The query plans of the statements of a piece of code.
public final class QueryPlans {
  private static final int RUNS = 20;
  private static final int NANOS_PER_MICRO = 1_000;

  private QueryPlans() {}

  /// One statement and the steps of its plan.
  public record Plan(String sql, List<String> steps) {
    /// Steps that read a whole table, or a whole index of it.
    public List<String> scansOf(Set<String> names) {
      return steps.stream()
          .filter(step -> step.startsWith("SCAN ") && names.contains(step.split(" ")[1]))
          .toList();
    }
  }

  /// The names and aliases under which the big tables are read.
  public static final Set<String> BIG_TABLES =
      Set.of("relays", "r", "tenants", "t", "invoices", "i", "activity", "payments");

  /// The shortest of several runs of a reading transaction, in microseconds.
  public static long micros(Db db, Consumer<Tx> work) {
    var shortest = Long.MAX_VALUE;
    for (var run = 0; run < RUNS; run++) {
      var start = System.nanoTime();
      db.read(tx -> {
        work.accept(tx);
        return true;
      });
      shortest = Math.min(shortest, System.nanoTime() - start);
    }
    return shortest / NANOS_PER_MICRO;
  }

  /// Runs `work` and explains each of its statements.
  public static List<Plan> of(Db db, Consumer<Tx> work) {
    return db.read(tx -> {
      var statements = new LinkedHashSet<String>();
      tx.handle()
          .getConfig(SqlStatements.class)
          .setSqlLogger(
              new SqlLogger() {
                @Override
                public void logBeforeExecution(StatementContext context) {
                  statements.add(context.getParsedSql().getSql());
                }
              });
      work.accept(tx);
      var plans = new ArrayList<Plan>();
      for (var sql : statements) {
        plans.add(new Plan(sql, explain(tx, sql)));
      }
      return plans;
    });
  }

  private static List<String> explain(Tx tx, String sql) {
    try (var statement =
        tx.handle().getConnection().prepareStatement("EXPLAIN QUERY PLAN " + sql)) {
      var count = statement.getParameterMetaData().getParameterCount();
      for (var place = 1; place <= count; place++) {
        statement.setString(place, "1");
      }
      var steps = new ArrayList<String>();
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          steps.add(rows.getString("detail"));
        }
      }
      return steps;
    } catch (SQLException failed) {
      throw new IllegalStateException(sql, failed);
    }
  }
}
