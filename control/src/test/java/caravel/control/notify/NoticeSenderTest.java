package caravel.control.notify;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.notify.Messenger.NamedBy;
import caravel.control.notify.Messenger.Posted;
import caravel.control.notify.Receipt.Answer;
import caravel.control.notify.Receipt.Copy;
import caravel.control.notify.StoredNotice.State;
import caravel.nostr.GiftWrap;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class NoticeSenderTest extends OutboxFixture {
  @Test
  void a_notice_goes_to_each_relay_of_the_recipient_and_to_the_robot_itself() {
    relays.mailbox(ALICE, 1, ONE, TWO);
    leave("i1", "Your invoice for 10,000 sats is ready.");
    outbox(false).round();

    assertThat(relays.handed)
        .extracting(handed -> handed.relay().url())
        .containsExactlyInAnyOrder(ONE, TWO, FakeRelays.HOME);
    for (var handed : relays.handed) {
      var own = handed.relay().url().equals(FakeRelays.HOME);
      var message = GiftWrap.unwrapMessage(handed.event(), own ? ROBOT : ALICE);
      assertThat(message.author()).isEqualTo(ROBOT.publicKey());
      assertThat(message.recipients()).containsExactly(ALICE.publicKey());
      assertThat(message.text()).isEqualTo("Your invoice for 10,000 sats is ready.");
      assertThat(message.sentAt()).isEqualTo(clock.seconds());
      assertThat(handed.event().createdAt())
          .isBetween(clock.seconds() - GiftWrap.BACKDATED_SECONDS_MAX, clock.seconds());
      assertThat(handed.relay().namedBy()).isEqualTo(own ? NamedBy.OPERATOR : NamedBy.STRANGER);
    }
    assertThat(only().progress().state()).isEqualTo(State.SENT);
    assertThat(only().receipts())
        .extracting(Receipt::answer)
        .containsExactly(Answer.TAKEN, Answer.TAKEN, Answer.TAKEN);
    assertNothingLeft();
  }

  @Test
  void a_retry_hands_over_the_very_same_event_also_after_a_restart() {
    relays.mailbox(ALICE, 1, ONE);
    relays.answers.put(ONE, new Posted.Silent("no answer in time"));
    leave("i1", "text");
    outbox(false).round();
    assertThat(only().progress().state()).isEqualTo(State.WAITING);
    assertThat(complaint.get()).contains("no relay of the recipient took notice");

    clock.move(Duration.ofHours(2));
    outbox(false).round();
    reopen();
    clock.move(Duration.ofHours(2));
    relays.answers.clear();
    outbox(false).round();

    assertThat(relays.idsAt(ONE)).hasSize(3);
    assertThat(relays.idsAt(ONE).stream().distinct()).hasSize(1);
    assertThat(relays.idsAt(FakeRelays.HOME)).as("taken at the first try").hasSize(1);
    assertThat(only().progress().state()).isEqualTo(State.SENT);
    assertNothingLeft();
  }

  @Test
  void dying_between_the_relays_ok_and_our_commit_repeats_the_same_event() {
    relays.mailbox(ALICE, 1, ONE);
    leave("i1", "text");
    relays.during(() -> {
      throw new IllegalStateException("the process dies here");
    });
    outbox(false).round();
    assertThat(only().receipts()).isEmpty();

    reopen();
    relays.during(() -> {});
    clock.move(Duration.ofHours(2));
    outbox(false).round();
    assertThat(relays.idsAt(ONE)).hasSizeGreaterThanOrEqualTo(2);
    assertThat(relays.idsAt(ONE).stream().distinct()).hasSize(1);
    assertThat(only().progress().state()).isEqualTo(State.SENT);
  }

  @Test
  void it_is_tried_for_ever_with_growing_delays_of_an_hour_at_most() {
    relays.mailbox(ALICE, 1, ONE);
    relays.answers.put(ONE, new Posted.Refused("blocked: not today"));
    leave("i1", "text");
    for (var attempt = 0; attempt < 60; attempt++) {
      outbox(false).round();
      clock.move(Duration.ofHours(1));
    }
    assertThat(relays.idsAt(ONE)).hasSize(60);
    assertThat(relays.idsAt(FakeRelays.HOME)).hasSize(1);
    assertThat(only().receipts())
        .filteredOn(receipt -> receipt.copy() == Copy.RECIPIENT)
        .singleElement()
        .satisfies(receipt -> {
          assertThat(receipt.answer()).isEqualTo(Answer.REFUSED);
          assertThat(receipt.text()).isEqualTo("blocked: not today");
          assertThat(receipt.tries()).isEqualTo(60);
        });
    relays.answers.clear();
    outbox(false).round();
    assertThat(only().progress().state()).isEqualTo(State.SENT);
    assertNothingLeft();
  }

  @Test
  void once_it_is_sent_the_other_relays_get_only_a_few_more_tries() {
    relays.mailbox(ALICE, 1, ONE, TWO);
    relays.answers.put(TWO, new Posted.Silent("no answer in time"));
    leave("i1", "text");
    for (var attempt = 0; attempt < 20; attempt++) {
      outbox(false).round();
      clock.move(Duration.ofHours(1));
    }
    assertThat(relays.idsAt(ONE)).hasSize(1);
    assertThat(relays.idsAt(TWO)).hasSize(Delivering.TRIES_MAX);
    assertThat(only().progress().state()).isEqualTo(State.SENT);
    assertNothingLeft();
  }

  @Test
  void a_sent_notice_is_never_sent_again() {
    relays.mailbox(ALICE, 1, ONE);
    leave("i1", "text");
    leave("i1", "another text");
    for (var attempt = 0; attempt < 5; attempt++) {
      outbox(false).round();
      leave("i1", "text");
      clock.move(Duration.ofDays(1));
      reopen();
    }
    assertThat(relays.idsAt(ONE)).hasSize(1);
  }
}
