package caravel.control.db;

import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Runs the transactions that only read.
sealed interface Readers extends AutoCloseable permits ReaderThreads, InPlaceReader {
  /// Waits until `work` has run on one view of what is committed, and returns its result.
  <T extends @Nullable Object> T call(Function<Handle, T> work);

  @Override
  void close();
}
