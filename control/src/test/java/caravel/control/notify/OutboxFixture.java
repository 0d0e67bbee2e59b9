package caravel.control.notify;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.db.Db;
import caravel.control.db.TestDatabase;
import caravel.control.http.Cursor;
import caravel.control.http.ListQuery;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// An outbox over a database file and relays in memory, with one recipient.
abstract class OutboxFixture {
  static final SecretKey ROBOT = SecretKey.generate();
  static final SecretKey ALICE = SecretKey.generate();
  static final String ONE = "wss://one.example";
  static final String TWO = "wss://two.example";

  @TempDir Path folder;
  final TestClock clock = new TestClock();
  final FakeRelays relays = new FakeRelays();
  final Notices notices = new Notices(() -> {});
  final AtomicReference<String> complaint = new AtomicReference<>("");
  Db db;

  @BeforeEach
  void open() {
    db = TestDatabase.open(folder.resolve("caravel.db"), clock);
  }

  @AfterEach
  void close() {
    db.close();
  }

  void assertNothingLeft() {
    assertThat(db.read(new NoticeStore()::nextDue)).isEmpty();
  }

  StoredNotice only() {
    var query = new ListQuery("", "", 10, Cursor.START);
    var all = db.read(tx -> new NoticeStore().list(tx, ALICE.publicKey(), query));
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  void leave(String subject, String text) {
    db.inTx(tx ->
        notices.enqueue(
            tx, new Notice(ALICE.publicKey(), Notice.Kind.INVOICE_READY, subject, text)));
  }

  NoticeSender outbox(boolean isDemo) {
    return outbox(isDemo, List.of(FakeRelays.INDEXER));
  }

  NoticeSender withoutIndexers() {
    return outbox(false, List.of());
  }

  NoticeSender outbox(boolean isDemo, List<String> indexers) {
    var settings =
        new RobotSettings(
            ROBOT,
            new RobotSettings.Profile("Caravel", "Relays", ""),
            new RobotSettings.Relays(List.of(FakeRelays.HOME), indexers, List.of(FakeRelays.HOME)),
            isDemo);
    return new NoticeSender(
        db,
        relays,
        settings,
        new NoticeSender.Around(clock, new SecureRandom(), Runnable::run, new Heard()));
  }

  void reopen() {
    db.close();
    db = TestDatabase.open(folder.resolve("caravel.db"), clock);
  }

  private final class Heard implements NoticeSender.Finished {
    @Override
    public void ended() {}

    @Override
    public void complain(String what) {
      complaint.set(what);
    }
  }
}
