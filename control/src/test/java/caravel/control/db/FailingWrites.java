package caravel.control.db;

import java.sql.SQLException;

/// Makes writes to a table fail, as if the process had been cut off there.
public final class FailingWrites {
  private FailingWrites() {}

  /// Every later statement of this kind fails with "cut off".
  ///
  /// @param event for instance `UPDATE ON notices`
  /// @param condition a condition on the row (`old`, `new`) and the tables, or `1 = 1`
  public static void begin(Db db, String event, String condition) {
    if (TestDatabase.isOnPostgres()) {
      run(
          db,
          """
          CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN IF %s THEN RAISE EXCEPTION 'cut off'; END IF; RETURN new; END $$
          """
              .formatted(condition));
      run(db, "CREATE TRIGGER failing BEFORE " + event + " FOR EACH ROW EXECUTE FUNCTION fail()");
    } else {
      run(
          db,
          "CREATE TRIGGER failing BEFORE %s WHEN %s BEGIN SELECT RAISE(ABORT, 'cut off'); END"
              .formatted(event, condition));
    }
  }

  /// @param table the one that `begin` named
  public static void end(Db db, String table) {
    if (TestDatabase.isOnPostgres()) {
      run(db, "DROP TRIGGER failing ON " + table);
      run(db, "DROP FUNCTION fail()");
    } else {
      run(db, "DROP TRIGGER failing");
    }
  }

  private static void run(Db db, String sql) {
    db.inTx(tx -> {
      try (var statement = tx.handle().getConnection().createStatement()) {
        return statement.execute(sql);
      } catch (SQLException failed) {
        throw new IllegalStateException(sql, failed);
      }
    });
  }
}
