package caravel.control.db;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Runs the transactions of [Db] on a database of one kind.
interface TransactionRunner extends AutoCloseable {
  /// Returns when `work` is committed and on the disk. An exception rolls everything back.
  <T extends @Nullable Object> T write(Function<Tx, T> work);

  /// Runs `work` on a snapshot of the committed rows. It cannot write.
  <T extends @Nullable Object> T read(Function<Tx, T> work);

  Db.Transactions transactions();

  /// Why the database cannot be written now; empty = it can.
  Optional<String> fault();

  /// Finishes the transactions that run, then closes the connections.
  @Override
  void close();
}
