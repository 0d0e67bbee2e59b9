package caravel.control.db;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Whoever runs the transactions that write.
sealed interface TransactionRunner extends AutoCloseable permits Writer, InPlaceWriter {
  /// Waits until `work` is committed, and answers what it returned.
  <T extends @Nullable Object> T call(Function<Tx, T> work);

  /// A transaction inside another is a mistake, whoever opens it.
  void refuseInside();

  /// Why writing does not work at present; empty if the last commit succeeded.
  default Optional<String> fault() {
    return Optional.empty();
  }

  @Override
  void close();
}
