package caravel.control.notify;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.db.Db;
import caravel.control.http.Cursor;
import caravel.control.http.ListQuery;
import caravel.control.notify.Messenger.NamedBy;
import caravel.control.notify.Messenger.Posted;
import caravel.control.notify.Receipt.Answer;
import caravel.control.notify.Receipt.Copy;
import caravel.control.notify.StoredNotice.State;
import caravel.nostr.Event;
import caravel.nostr.GiftWrap;
import caravel.nostr.Kinds;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutboxTest {
  private static final SecretKey ROBOT = SecretKey.generate();
  private static final SecretKey ALICE = SecretKey.generate();
  private static final String ONE = "wss://one.example";
  private static final String TWO = "wss://two.example";

  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private final FakeRelays relays = new FakeRelays();
  private final Notices notices = new Notices(() -> {});
  private final AtomicReference<String> complaint = new AtomicReference<>("");
  private Db db;

  @BeforeEach
  void open() {
    db = Db.open(folder.resolve("caravel.db"), clock);
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void a_notice_goes_to_each_relay_of_the_recipient_and_to_the_robot_itself() {
    relays.mailbox(ALICE, 1, ONE, TWO);
    leave("i1", "Your invoice of 10,000 sats is ready.");
    outbox(false).round();

    assertThat(relays.handed)
        .extracting(handed -> handed.relay().url())
        .containsExactlyInAnyOrder(ONE, TWO, FakeRelays.HOME);
    for (var handed : relays.handed) {
      var own = handed.relay().url().equals(FakeRelays.HOME);
      var message = GiftWrap.unwrapMessage(handed.event(), own ? ROBOT : ALICE);
      assertThat(message.author()).isEqualTo(ROBOT.publicKey());
      assertThat(message.recipients()).containsExactly(ALICE.publicKey());
      assertThat(message.text()).isEqualTo("Your invoice of 10,000 sats is ready.");
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
  void it_is_tried_for_ever_with_longer_and_longer_rests_of_an_hour_at_most() {
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
  void once_said_the_other_relays_get_a_few_tries_more_and_then_rest() {
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
  void whoever_names_no_relays_is_recorded_as_unreachable_and_sent_nothing() {
    leave("i1", "text");
    outbox(false).round();
    assertThat(relays.handed).isEmpty();
    assertThat(only().progress().state()).isEqualTo(State.UNREACHABLE);
    assertNothingLeft();
  }

  /// Item 8 of issue 12, mission row 60: without indexers nothing was tried. It is sent once there
  /// are some.
  @Test
  void without_indexers_a_notice_is_not_configured_and_sent_once_they_are_set() {
    relays.mailbox(ALICE, 1, ONE);
    leave("i1", "text");
    withoutIndexers().round();
    assertThat(only().progress().state()).isEqualTo(State.NOT_CONFIGURED);
    assertThat(only().progress().attempts()).isZero();
    assertThat(relays.handed).isEmpty();

    clock.move(Outbox.UNCONFIGURED_WAIT);
    outbox(false).round();
    assertThat(only().progress().state()).isEqualTo(State.SENT);
  }

  @Test
  void nobody_is_called_unreachable_because_the_indexers_are_silent() {
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

  /// M3: the platform's own exhaustion was stored as the relay's silence and used up its tries.
  @Test
  void m3_a_relay_that_the_platform_had_no_connection_for_loses_no_try() {
    relays.mailbox(ALICE, 1, ONE, TWO);
    relays.answers.put(TWO, new Posted.Busy());
    leave("i1", "text");
    for (var attempt = 0; attempt < 2 * Delivering.TRIES_MAX; attempt++) {
      outbox(false).round();
      clock.move(Outbox.BUSY_WAIT);
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
      clock.move(Outbox.BUSY_WAIT);
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

  /// M3: after three busy looks the recipient was recorded as unreachable.
  @Test
  void m3_nobody_is_called_unreachable_because_the_platform_had_no_connection() {
    relays.put(
        FakeRelays.INDEXER,
        Event.sign(ALICE, 1, Kinds.RELAY_LIST, List.of(List.of("r", ONE, "write")), ""));
    relays.busy.add(ONE);
    leave("i1", "text");
    for (var attempt = 0; attempt < 10; attempt++) {
      outbox(false).round();
      clock.move(Outbox.BUSY_WAIT);
    }
    assertThat(only().progress().state()).isEqualTo(State.WAITING);
    assertThat(only().progress().attempts()).isZero();
    relays.busy.clear();
    relays.put(ONE, FakeRelays.list(ALICE, 2, TWO));
    outbox(false).round();
    assertThat(only().progress().state()).isEqualTo(State.SENT);
  }

  @Test
  void in_a_demo_whoever_names_no_relays_is_written_to_on_the_robots_own() {
    leave("i1", "text");
    outbox(true).round();
    assertThat(relays.handed)
        .extracting(handed -> handed.relay().url())
        .containsExactly(FakeRelays.HOME, FakeRelays.HOME);
    assertThat(GiftWrap.unwrapMessage(relays.handed.getFirst().event(), ALICE).text())
        .isEqualTo("text");
    assertThat(only().progress().state()).isEqualTo(State.SENT);
  }

  @Test
  void what_was_said_is_never_said_again() {
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

  @Test
  void the_wraps_of_a_message_are_not_kept_for_ever_but_what_was_said_is() {
    relays.mailbox(ALICE, 1, ONE);
    leave("i1", "text");
    outbox(false).round();
    clock.move(Outbox.WRAPS_KEPT.minusSeconds(1));
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
  void a_message_that_is_still_to_be_said_never_loses_its_wraps() {
    relays.mailbox(ALICE, 1, ONE);
    relays.answers.put(ONE, new Posted.Silent("no answer in time"));
    leave("i1", "text");
    for (var day = 0; day <= Outbox.WRAPS_KEPT.toDays() + 1; day++) {
      outbox(false).round();
      clock.move(Duration.ofDays(1));
    }
    assertThat(relays.idsAt(ONE).stream().distinct()).hasSize(1);
    assertThat(only().progress().wraps()).isNotNull();
    relays.answers.clear();
    outbox(false).round();
    outbox(false).round();
    assertThat(relays.idsAt(ONE).stream().distinct()).hasSize(1);
    assertThat(only().progress().wraps()).as("done with, and old").isNull();
  }

  @Test
  void what_one_round_does_not_forget_the_next_one_does() {
    relays.mailbox(ALICE, 1, ONE);
    for (var i = 0; i <= Outbox.FORGOTTEN_MAX; i++) {
      done("i" + i);
    }
    clock.move(Outbox.WRAPS_KEPT);
    var outbox = outbox(false);
    outbox.round();
    assertThat(wrapped()).isEqualTo(1);
    outbox.round();
    assertThat(wrapped()).isZero();
  }

  /// As one that was sent is kept.
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

  private void assertNothingLeft() {
    assertThat(db.read(new NoticeStore()::nextDue)).isEmpty();
  }

  private StoredNotice only() {
    var query = new ListQuery("", "", 10, Cursor.START);
    var all = db.read(tx -> new NoticeStore().list(tx, ALICE.publicKey(), query));
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private void leave(String subject, String text) {
    db.inTx(tx ->
        notices.enqueue(
            tx, new Notice(ALICE.publicKey(), Notice.Kind.INVOICE_READY, subject, text)));
  }

  private Outbox outbox(boolean isDemo) {
    return outbox(isDemo, List.of(FakeRelays.INDEXER));
  }

  private Outbox withoutIndexers() {
    return outbox(false, List.of());
  }

  private Outbox outbox(boolean isDemo, List<String> indexers) {
    var settings =
        new RobotSettings(
            ROBOT,
            new RobotSettings.Profile("Caravel", "Relays", ""),
            new RobotSettings.Relays(List.of(FakeRelays.HOME), indexers, List.of(FakeRelays.HOME)),
            isDemo);
    return new Outbox(
        db,
        relays,
        settings,
        new Outbox.Around(clock, new SecureRandom(), Runnable::run, new Heard()));
  }

  private void reopen() {
    db.close();
    db = Db.open(folder.resolve("caravel.db"), clock);
  }

  private final class Heard implements Outbox.Finished {
    @Override
    public void ended() {}

    @Override
    public void complain(String what) {
      complaint.set(what);
    }
  }
}
