package caravel.control.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.db.Db;
import caravel.control.hosting.ProbeStore.Look;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was seen of relays, and how much of it is kept.
final class ProbeStoreTest {
  private static final Instant START = Instant.parse("2027-01-31T00:00:00Z");
  private static final int MORE = 12;

  private final ProbeStore store = new ProbeStore();
  private Db db;

  @BeforeEach
  void open(@TempDir Path folder) {
    db = Db.open(folder.resolve("caravel.db"), new TestClock());
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void of_each_relay_the_newest_looks_are_kept_and_no_more() {
    look("a", ProbeStore.HISTORY_MAX + MORE);
    look("b", ProbeStore.HISTORY_MAX + MORE);
    prune("a");
    assertThat(kept("a")).isEqualTo(ProbeStore.HISTORY_MAX);
    assertThat(kept("b")).isEqualTo(ProbeStore.HISTORY_MAX + MORE);
    assertThat(seen("a").getLast().at()).isEqualTo(START.plusSeconds(MORE));
  }

  @Test
  void as_many_looks_as_may_be_kept_are_all_kept() {
    look("a", ProbeStore.HISTORY_MAX);
    look("b", 1);
    prune("a");
    prune("b");
    prune("nobody");
    assertThat(kept("a")).isEqualTo(ProbeStore.HISTORY_MAX);
    assertThat(kept("b")).isEqualTo(1);
  }

  /// One look a second.
  private void look(String relay, int times) {
    db.inTx(tx -> {
      for (var i = 0; i < times; i++) {
        store.add(tx, Map.of(relay, new Look(START.plusSeconds(i), true, 1, "")));
      }
      return times;
    });
  }

  private void prune(String relay) {
    db.inTx(tx -> {
      store.prune(tx, relay);
      return relay;
    });
  }

  private List<Look> seen(String relay) {
    return db.read(tx -> store.of(tx, relay));
  }

  private long kept(String relay) {
    return db.read(tx ->
        tx.handle()
            .select("SELECT count(*) FROM probes WHERE relay_id = ?", relay)
            .mapTo(long.class)
            .one());
  }
}
