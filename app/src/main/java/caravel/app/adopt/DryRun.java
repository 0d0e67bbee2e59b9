package caravel.app.adopt;

import caravel.control.db.Db;
import caravel.control.db.Tx;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Runs transactions whose result decides whether they are committed, so that a dry run finds what
/// the real run would find.
public final class DryRun {
  private DryRun() {}

  private static final class RolledBackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RolledBackException() {
      super("a dry run");
    }
  }

  /// Runs `work` in a transaction, and returns its result in any case.
  ///
  /// @param isKept false = the transaction is rolled back
  public static <T> T inTx(Db db, Function<Tx, T> work, Predicate<T> isKept) {
    var last = new AtomicReference<@Nullable T>();
    try {
      return db.inTx(tx -> {
        var result = work.apply(tx);
        last.set(result);
        if (!isKept.test(result)) {
          throw new RolledBackException();
        }
        return result;
      });
    } catch (RolledBackException ended) {
      return Objects.requireNonNull(last.get());
    }
  }
}
