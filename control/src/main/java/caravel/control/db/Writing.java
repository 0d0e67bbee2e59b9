package caravel.control.db;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Whoever runs the transactions that write.
sealed interface Writing extends AutoCloseable permits Writer, InPlaceWriter {
  /// Waits until `work` is committed, and answers what it returned.
  <T extends @Nullable Object> T call(Function<Tx, T> work);

  /// A transaction inside another is a mistake, whoever opens it.
  void refuseInside();

  @Override
  void close();
}
