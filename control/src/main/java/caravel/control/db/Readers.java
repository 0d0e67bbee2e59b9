package caravel.control.db;

import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Runs the transactions that only read.
sealed interface Readers extends AutoCloseable permits ReaderThreads, InPlaceReader {
  /// Runs `work` on one view of the committed rows and returns its result.
  <T extends @Nullable Object> T call(Function<Handle, T> work);

  @Override
  void close();
}
