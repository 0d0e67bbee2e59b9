package caravel.control.activity;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.activity.StreamLog.Moved;
import caravel.nostr.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// An event wakes only the subscribers that it concerns, and the others miss nothing. Control
/// review, section 4, `StreamLog`: an event woke all 5,000 subscribers in the commit path.
final class StreamLogTest {
  private static final Duration NO_WAIT = Duration.ZERO;
  private static final int SUBSCRIBERS = 5_000;

  private final StreamLog log = new StreamLog();

  @Test
  void an_event_wakes_only_the_subscribers_of_its_owner() {
    for (var number = 1; number <= SUBSCRIBERS; number++) {
      log.enter(key(number));
    }
    log.enter(null);
    assertThat(log.append(key(7), "thing", "{}")).isEqualTo(2);
    assertThat(log.append(key(SUBSCRIBERS + 1), "thing", "{}")).isEqualTo(1);
  }

  @Test
  void an_idle_subscriber_is_not_lost_when_the_log_drops_events_of_others() throws Exception {
    var idle = log.enter(key(1));
    var place = place(log.await(idle, log.end(), NO_WAIT));
    for (var i = 0; i < StreamLog.EVENTS_MAX * 2; i++) {
      log.append(key(2), "thing", "{}");
    }
    place = place(log.await(idle, place, NO_WAIT));
    assertThat(place).isEqualTo(log.end());
    log.append(key(1), "thing", "\"mine\"");
    assertThat(log.await(idle, place, NO_WAIT))
        .isInstanceOfSatisfying(Moved.class, moved -> assertThat(moved.text()).contains("mine"));
  }

  @Test
  void a_slow_subscriber_whose_own_event_was_dropped_reads_everything_again() throws Exception {
    var slow = log.enter(key(1));
    var place = place(log.await(slow, log.end(), NO_WAIT));
    log.append(key(1), "thing", "\"missed\"");
    for (var i = 0; i < StreamLog.EVENTS_MAX; i++) {
      log.append(key(2), "thing", "{}");
    }
    assertThat(log.await(slow, place, NO_WAIT)).isEqualTo(new Moved("", StreamLog.LOST));
  }

  @Test
  void a_long_backlog_is_read_in_turns_without_a_gap() throws Exception {
    var reader = log.enter(key(1));
    var place = log.end();
    var events = StreamLog.TURN_EVENTS_MAX * 2 + 5;
    for (var i = 0; i < events; i++) {
      log.append(key(2), "other", "{}");
      log.append(key(1), "thing", "\"" + i + "\"");
    }
    var read = new ArrayList<String>();
    while (read.size() < events) {
      var moved = (Moved) log.await(reader, place, NO_WAIT);
      moved.text().lines().filter(line -> line.startsWith("data: ")).forEach(read::add);
      place = moved.next();
    }
    for (var i = 0; i < events; i++) {
      assertThat(read.get(i)).isEqualTo("data: \"" + i + "\"");
    }
  }

  @Test
  void a_subscriber_that_left_is_not_woken() {
    var gone = log.enter(key(1));
    log.leave(gone, log.end());
    assertThat(log.append(key(1), "thing", "{}")).isZero();
  }

  private static long place(StreamLog.Reading reading) {
    return ((Moved) reading).next();
  }

  private static PublicKey key(int number) {
    return new PublicKey("%064x".formatted(number));
  }
}
