package caravel.control.db;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.db.CuttingProxy.Cut;
import caravel.control.db.postgres.PostgresAddress;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The connection to a real PostgreSQL server is lost inside a commit. Nothing is done twice, and
/// nothing is lost.
final class LostCommitTest {
  /// Runs of a function in each attempt.
  private static final int RUNS = Boolean.getBoolean(Writer.TWICE) ? 2 : 1;

  private final TestClock clock = new TestClock();
  private CuttingProxy proxy;
  private Db db;

  @BeforeEach
  void open() throws IOException {
    var address = TestDatabase.migrated(clock);
    proxy = new CuttingProxy(TestDatabase.server().getPort());
    db =
        Db.open(
            // For a pooler, the driver sends the text of each commit, which the proxy can
            // recognise.
            PostgresAddress.parse(
                "postgres://postgres:postgres@127.0.0.1:%d/%s?sslmode=disable&pooler=transaction"
                    .formatted(proxy.port(), address.database())),
            clock,
            () -> {});
    add("before");
  }

  @AfterEach
  void close() throws IOException {
    db.close();
    proxy.close();
  }

  private record Added(String result, int runs, int told) {}

  /// Adds to a number that would show a second commit.
  private Added add(String id) {
    var runs = new AtomicInteger();
    var told = new AtomicInteger();
    var result =
        db.inTx(tx -> {
          runs.incrementAndGet();
          tx.afterCommit(told::incrementAndGet);
          tx.handle()
              .execute(
                  """
                  INSERT INTO stripe_events (id, type, received_at) VALUES (?, 'a', 1)
                  ON CONFLICT (id) DO UPDATE SET received_at = stripe_events.received_at + 1
                  """,
                  id);
          return "result of " + id;
        });
    return new Added(result, runs.get(), told.get());
  }

  private long number(String id) {
    return db.read(tx ->
        tx.handle()
            .select("SELECT received_at FROM stripe_events WHERE id = ?", id)
            .mapTo(long.class)
            .one());
  }

  @Test
  void a_commit_whose_answer_is_lost_is_found_and_not_repeated() {
    proxy.cutNext(Cut.AFTER_THE_COMMIT);
    assertThat(add("one")).isEqualTo(new Added("result of one", RUNS + RUNS - 1, 1));
    assertThat(number("one")).isEqualTo(1);
    assertThat(db.fault()).isEmpty();
  }

  @Test
  void a_commit_that_never_arrived_is_repeated() {
    proxy.cutNext(Cut.BEFORE_THE_COMMIT);
    assertThat(add("one")).isEqualTo(new Added("result of one", 2 * RUNS, 1));
    assertThat(number("one")).isEqualTo(1);
    assertThat(db.fault()).isEmpty();
  }
}
