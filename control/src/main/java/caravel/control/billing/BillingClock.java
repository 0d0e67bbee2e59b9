package caravel.control.billing;

import caravel.control.db.Db;
import caravel.control.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/// The clock of invoices and collection, in whole seconds. It shows the wall clock, unless a demo
/// or test has moved it ahead. Nothing else uses it.
public final class BillingClock implements InstantSource {
  private final Db db;
  private final InstantSource wall;
  private final StateStore store = new StateStore();
  private volatile Duration ahead;

  /// Loads the offset from the database, so that the clock never steps back with a restart.
  public BillingClock(Db db, InstantSource wall) {
    this.db = db;
    this.wall = wall;
    this.ahead = db.read(store::clockAhead);
  }

  @Override
  public Instant instant() {
    return wall.instant().plus(ahead).truncatedTo(ChronoUnit.SECONDS);
  }

  /// The offset from the wall clock.
  public Duration ahead() {
    return ahead;
  }

  /// Moves the clock ahead. It cannot be moved back.
  public void advance(Duration by) {
    advance(by, _ -> {});
  }

  /// Also runs `alongside` in the same transaction.
  void advance(Duration by, Consumer<Tx> alongside) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("billing's clock goes ahead only");
    }
    ahead =
        db.inTx(tx -> {
          alongside.accept(tx);
          return store.advance(tx, by);
        });
  }
}
