package caravel.control.notify;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.notify.Messenger.Posted;
import caravel.control.notify.StoredNotice.State;
import caravel.nostr.Event;
import caravel.nostr.GiftWrap;
import caravel.nostr.Kinds;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Recipients without relays, and relays that cannot be reached.
final class OutboxReachabilityTest extends OutboxFixture {
  @Test
  void a_recipient_without_relays_is_recorded_as_unreachable_and_sent_nothing() {
    leave("i1", "text");
    outbox(false).round();
    assertThat(relays.handed).isEmpty();
    assertThat(only().progress().state()).isEqualTo(State.UNREACHABLE);
    assertNothingLeft();
  }

  /// Item 8 of issue 12, mission row 60: without indexers a notice was not retried. It is sent once
  /// there are some.
  @Test
  void without_indexers_a_notice_is_not_configured_and_sent_once_they_are_set() {
    relays.mailbox(ALICE, 1, ONE);
    leave("i1", "text");
    withoutIndexers().round();
    assertThat(only().progress().state()).isEqualTo(State.NOT_CONFIGURED);
    assertThat(only().progress().attempts()).isZero();
    assertThat(relays.handed).isEmpty();

    clock.move(NoticeSender.UNCONFIGURED_WAIT);
    outbox(false).round();
    assertThat(only().progress().state()).isEqualTo(State.SENT);
  }

  @Test
  void a_recipient_is_not_unreachable_because_the_indexers_are_silent() {
    relays.silent.add(FakeRelays.INDEXER);
    leave("i1", "text");
    for (var attempt = 0; attempt < 10; attempt++) {
      outbox(false).round();
      clock.move(Duration.ofHours(1));
    }
    assertThat(only().progress().state()).isEqualTo(State.WAITING);
    relays.silent.clear();
    relays.mailbox(ALICE, 1, ONE);
    outbox(false).round();
    assertThat(only().progress().state()).isEqualTo(State.SENT);
  }

  /// M3: the platform's own exhaustion was recorded as the relay's silence and used up its tries.
  @Test
  void m3_a_relay_that_the_platform_had_no_connection_for_loses_no_try() {
    relays.mailbox(ALICE, 1, ONE, TWO);
    relays.answers.put(TWO, new Posted.Busy());
    leave("i1", "text");
    for (var attempt = 0; attempt < 2 * Delivering.TRIES_MAX; attempt++) {
      outbox(false).round();
      clock.move(NoticeSender.BUSY_WAIT);
    }
    assertThat(relays.idsAt(TWO)).hasSize(2 * Delivering.TRIES_MAX);
    assertThat(only().receipts()).extracting(Receipt::relay).doesNotContain(TWO);
    relays.answers.clear();
    outbox(false).round();
    assertThat(only().receipts()).extracting(Receipt::relay).contains(TWO);
    assertThat(relays.idsAt(ONE)).as("taken at the first try").hasSize(1);
    assertNothingLeft();
  }

  /// M3: an hour of exhaustion must not delay the notice by another hour.
  @Test
  void m3_a_notice_that_no_relay_was_asked_for_counts_no_attempt() {
    relays.mailbox(ALICE, 1, ONE);
    relays.answers.put(ONE, new Posted.Busy());
    relays.answers.put(FakeRelays.HOME, new Posted.Busy());
    leave("i1", "text");
    for (var minute = 0; minute < 60; minute++) {
      outbox(false).round();
      clock.move(NoticeSender.BUSY_WAIT);
    }
    assertThat(relays.idsAt(ONE)).hasSize(60);
    assertThat(only().progress().state()).isEqualTo(State.WAITING);
    assertThat(only().progress().attempts()).isZero();
    assertThat(only().receipts()).isEmpty();
    relays.answers.clear();
    outbox(false).round();
    assertThat(only().progress().state()).isEqualTo(State.SENT);
    assertNothingLeft();
  }

  /// M3: after three busy look-ups the recipient was recorded as unreachable.
  @Test
  void m3_a_recipient_is_not_unreachable_because_the_platform_had_no_connection() {
    relays.put(
        FakeRelays.INDEXER,
        Event.sign(ALICE, 1, Kinds.RELAY_LIST, List.of(List.of("r", ONE, "write")), ""));
    relays.busy.add(ONE);
    leave("i1", "text");
    for (var attempt = 0; attempt < 10; attempt++) {
      outbox(false).round();
      clock.move(NoticeSender.BUSY_WAIT);
    }
    assertThat(only().progress().state()).isEqualTo(State.WAITING);
    assertThat(only().progress().attempts()).isZero();
    relays.busy.clear();
    relays.put(ONE, FakeRelays.list(ALICE, 2, TWO));
    outbox(false).round();
    assertThat(only().progress().state()).isEqualTo(State.SENT);
  }

  @Test
  void in_a_demo_a_recipient_without_relays_is_reached_on_the_robots_own_relay() {
    leave("i1", "text");
    outbox(true).round();
    assertThat(relays.handed)
        .extracting(handed -> handed.relay().url())
        .containsExactly(FakeRelays.HOME, FakeRelays.HOME);
    assertThat(GiftWrap.unwrapMessage(relays.handed.getFirst().event(), ALICE).text())
        .isEqualTo("text");
    assertThat(only().progress().state()).isEqualTo(State.SENT);
  }
}
