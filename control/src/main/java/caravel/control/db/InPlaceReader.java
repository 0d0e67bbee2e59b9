package caravel.control.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Reads on the caller's thread. Where only one thread reads and writes, the view does not change
/// without a transaction either.
record InPlaceReader(Handle handle, Connection connection) implements Readers {
  @Override
  public <T extends @Nullable Object> T call(Function<Handle, T> work) {
    return work.apply(handle);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException failed) {
      throw new DbException("the reader of the database does not close", failed);
    }
  }
}
