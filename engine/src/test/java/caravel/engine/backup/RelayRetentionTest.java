package caravel.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Event;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The edge of the kept days.
final class RelayRetentionTest {
  private static final SecretKey AUTHOR = SecretKey.parse("05".repeat(32));
  private static final Duration DAY = Duration.ofDays(1);
  private static final int DAYS_RUN = 100;

  @TempDir Path folder;

  @Test
  void the_oldest_kept_second_is_restored_and_older_objects_are_gone() throws Exception {
    try (var relays = new TestBackup(folder)) {
      TestBackup.configure(relays.config, "quiet");
      TestBackup.configure(relays.config, "busy");
      TestBackup.configure(relays.config, "purged");
      var noted = new TreeMap<Instant, Map<String, Set<String>>>();
      relays.save("quiet", note(0));
      relays.save("purged", note(0));
      for (int day = 1; day <= DAYS_RUN; day++) {
        relays.save("busy", note(day));
        if (day % 7 == 0) {
          relays.save("quiet", note(day));
        }
        if (day == 50) {
          relays.stores().erase("purged");
        }
        noted.put(relays.clock().instant(), relays.state());
        relays.now.addAndGet(DAY.toMillis());
        relays.backup().maintainNow();
      }
      var oldest = relays.clock().instant().minus(Duration.ofDays(TestBackup.DAYS));
      var state = noted.floorEntry(oldest).getValue();
      assertThat(relays.restored(oldest, folder.resolve("oldest"))).isEqualTo(state);
      assertThat(relays.stored("relays/base/purged")).isEmpty();
      assertThat(relays.stored("relays/pack").size()).isLessThan(DAYS_RUN - 30);
      assertThat(relays.stored("relays/config").size()).isLessThanOrEqualTo(TestBackup.DAYS + 2);
    }
  }

  private static Event note(int number) {
    return Event.sign(AUTHOR, 1_700_000_000 + number, 1, List.of(), "note " + number);
  }

  @Test
  void a_base_goes_when_a_later_one_is_old_enough() {
    var older = new BaseName("a", 100, 7, 1);
    var old = new BaseName("a", 200, 7, 2);
    var young = new BaseName("a", 300, 7, 3);
    var listing = new RelayRetention.Listing(List.of(), List.of(older, old, young), List.of());
    assertThat(RelayRetention.outdated(listing, Map.of(), 199, 1)).isEmpty();
    assertThat(RelayRetention.outdated(listing, Map.of(), 200, 1)).containsExactly(older.key());
    assertThat(RelayRetention.outdated(listing, Map.of(), 300, 1))
        .containsExactly(older.key(), old.key());
  }

  @Test
  void logs_stay_while_a_relay_has_no_newer_base() {
    long month = Duration.ofDays(30).toMillis();
    long now = 1_000 * DAY.toMillis();
    long written = now - Duration.ofDays(300).toMillis();
    var pack = new LogFileName(true, 1, 1, 9, written, written + 1);
    var listing = new RelayRetention.Listing(List.of(pack), List.of(), List.of());
    var waiting = new ShippedRelay(7, 9, 0, written, 100, 5, 0);
    assertThat(RelayRetention.outdated(listing, Map.of("a", waiting), now, month)).isEmpty();
    assertThat(RelayRetention.outdated(listing, Map.of(), now, month)).containsExactly(pack.key());
  }
}
