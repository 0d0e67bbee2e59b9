package caravel.control.payment;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.db.Db;
import caravel.control.db.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The stored events of the card processor.
final class CardEventStoreTest {
  private final TestClock clock = new TestClock();
  private final CardEventStore store = new CardEventStore();
  private Db db;

  @BeforeEach
  void open(@TempDir Path folder) {
    db = TestDatabase.open(folder.resolve("caravel.db"), clock);
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void an_event_is_not_taken_twice_within_90_days() {
    assertThat(isNew("evt_1")).isTrue();
    clock.move(CardEventStore.EVENTS_KEPT);
    assertThat(isNew("evt_1")).isFalse();
  }

  @Test
  void events_are_not_kept_for_ever() {
    for (var day = 0; day < 365; day++) {
      isNew("evt_" + day);
      clock.move(Duration.ofDays(1));
    }
    // The last was received a day ago: those of the 90 days before it are still there.
    assertThat(kept()).isEqualTo(CardEventStore.EVENTS_KEPT.toDays() + 1);
  }

  private boolean isNew(String event) {
    return db.inTx(tx -> store.isNewEvent(tx, event, "checkout.session.completed"));
  }

  private long kept() {
    return db.read(tx ->
        tx.handle().createQuery("SELECT count(*) FROM stripe_events").mapTo(long.class).one());
  }
}
