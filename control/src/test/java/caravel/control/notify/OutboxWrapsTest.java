package caravel.control.notify;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.notify.Messenger.Posted;
import caravel.control.notify.StoredNotice.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// How long the gift wraps of a notice are stored.
final class OutboxWrapsTest extends OutboxFixture {
  @Test
  void the_wraps_of_a_sent_notice_are_deleted_and_its_text_is_kept() {
    relays.mailbox(ALICE, 1, ONE);
    leave("i1", "text");
    outbox(false).round();
    clock.move(NoticeSender.WRAPS_KEPT.minusSeconds(1));
    outbox(false).round();
    assertThat(only().progress().wraps()).as("a second before").isNotNull();
    clock.move(Duration.ofSeconds(1));
    outbox(false).round();
    assertThat(only().progress().wraps()).isNull();
    assertThat(only().progress().state()).isEqualTo(State.SENT);
    assertThat(only().notice().text()).isEqualTo("text");
    assertThat(only().receipts()).hasSize(2);
    leave("i1", "text");
    outbox(false).round();
    assertThat(relays.idsAt(ONE)).as("said once").hasSize(1);
  }

  @Test
  void a_notice_that_is_not_sent_yet_keeps_its_wraps() {
    relays.mailbox(ALICE, 1, ONE);
    relays.answers.put(ONE, new Posted.Silent("no answer in time"));
    leave("i1", "text");
    for (var day = 0; day <= NoticeSender.WRAPS_KEPT.toDays() + 1; day++) {
      outbox(false).round();
      clock.move(Duration.ofDays(1));
    }
    assertThat(relays.idsAt(ONE).stream().distinct()).hasSize(1);
    assertThat(only().progress().wraps()).isNotNull();
    relays.answers.clear();
    outbox(false).round();
    assertThat(relays.idsAt(ONE).stream().distinct()).hasSize(1);
    assertThat(only().progress().wraps()).as("just sent").isNotNull();
    clock.move(NoticeSender.WRAPS_KEPT);
    outbox(false).round();
    assertThat(only().progress().wraps()).as("sent long ago").isNull();
  }

  @Test
  void wraps_that_one_round_leaves_are_deleted_by_the_next() {
    relays.mailbox(ALICE, 1, ONE);
    for (var i = 0; i <= NoticeSender.FORGOTTEN_MAX; i++) {
      done("i" + i);
    }
    clock.move(NoticeSender.WRAPS_KEPT);
    var sender = outbox(false);
    sender.round();
    assertThat(wrapped()).isEqualTo(1);
    sender.round();
    assertThat(wrapped()).isZero();
  }

  /// Stores a notice that was sent.
  private void done(String subject) {
    leave(subject, "text");
    db.inTx(tx ->
        tx.handle()
            .execute(
                "UPDATE notices SET state = 'sent', retry_at = NULL, wrap = '{}', own_wrap = '{}'"
                    + " WHERE subject = ?",
                subject));
  }

  private long wrapped() {
    return db.read(tx ->
        tx.handle()
            .createQuery("SELECT count(*) FROM notices WHERE wrap <> ''")
            .mapTo(long.class)
            .one());
  }
}
