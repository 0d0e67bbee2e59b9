package caravel.control.billing;

import caravel.control.db.Db;
import caravel.control.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/// The clock by which bills are made and collected, in whole seconds: the one on the wall, unless a
/// demo or a test has moved it ahead. Nothing else goes by it.
public final class BillingClock implements InstantSource {
  private final Db db;
  private final InstantSource wall;
  private final StateStore store = new StateStore();
  private volatile Duration ahead;

  /// How far it is ahead is kept in the database, so that it never steps back with a restart.
  public BillingClock(Db db, InstantSource wall) {
    this.db = db;
    this.wall = wall;
    this.ahead = db.read(store::clockAhead);
  }

  @Override
  public Instant instant() {
    return wall.instant().plus(ahead).truncatedTo(ChronoUnit.SECONDS);
  }

  /// By how much.
  public Duration ahead() {
    return ahead;
  }

  /// Moves it ahead, for ever.
  public void advance(Duration by) {
    advance(by, _ -> {});
  }

  /// The same, with something that is written in the same transaction.
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
