package caravel.control.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.control.TestClock;
import caravel.control.db.Db;
import caravel.control.db.TestDatabase;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NoticesTest {
  private static final PublicKey ALICE = SecretKey.generate().publicKey();
  private static final PublicKey BOB = SecretKey.generate().publicKey();

  @TempDir Path folder;
  private Db db;
  private final AtomicInteger wakes = new AtomicInteger();
  private final Notices notices = new Notices(wakes::incrementAndGet);

  @BeforeEach
  void open() {
    db = TestDatabase.open(folder.resolve("caravel.db"), new TestClock());
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void each_tenant_gets_one_notice_for_each_subject_and_kind() {
    assertThat(enqueue(ALICE, Notice.Kind.INVOICE_READY, "i1")).isTrue();
    assertThat(enqueue(ALICE, Notice.Kind.INVOICE_READY, "i1")).isFalse();
    assertThat(enqueue(ALICE, Notice.Kind.INVOICE_PAID, "i1")).isTrue();
    assertThat(enqueue(ALICE, Notice.Kind.INVOICE_READY, "i2")).isTrue();
    assertThat(enqueue(BOB, Notice.Kind.INVOICE_READY, "i1")).isTrue();
    assertThat(wakes).hasValue(4);
  }

  @Test
  void a_rolled_back_event_is_never_published() {
    assertThatThrownBy(() ->
            db.inTx(tx -> {
              notices.enqueue(tx, new Notice(ALICE, Notice.Kind.INVOICE_READY, "i1", "text"));
              throw new IllegalStateException("later in the same transaction");
            }))
        .hasMessage("later in the same transaction");
    assertThat(wakes).hasValue(0);
    assertThat(enqueue(ALICE, Notice.Kind.INVOICE_READY, "i1")).isTrue();
  }

  private boolean enqueue(PublicKey tenant, Notice.Kind kind, String subject) {
    return db.inTx(tx -> notices.enqueue(tx, new Notice(tenant, kind, subject, "text")));
  }
}
