package caravel.control.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.control.TestClock;
import caravel.control.activity.Entry.Resource;
import caravel.control.db.Db;
import caravel.control.db.TestDatabase;
import caravel.control.http.ApiJson;
import caravel.control.http.Cursor;
import caravel.control.http.ListQuery;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The activity history is complete, in order, and never goes back in time.
final class ActivitiesTest {
  private final TestClock clock = new TestClock();
  private final PublicKey ann = SecretKey.generate().publicKey();
  private final PublicKey bob = SecretKey.generate().publicKey();
  private final ActivityStream stream = new ActivityStream();
  private final Activities activities = new Activities(stream, clock);
  private Db db;

  @BeforeEach
  void open(@TempDir Path folder) {
    db = TestDatabase.open(folder.resolve("caravel.db"), clock);
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void each_tenant_counts_its_own_from_1() {
    assertThat(record(ann, "x").sequence()).isEqualTo(1);
    assertThat(record(bob, "x").sequence()).isEqualTo(1);
    assertThat(record(ann, "x").sequence()).isEqualTo(2);
  }

  @Test
  void a_rollback_leaves_no_gap() {
    record(ann, "x");
    assertThatThrownBy(() ->
            db.inTx(tx -> {
              activities.record(tx, entry(ann, "x"));
              throw new IllegalStateException();
            }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(record(ann, "x").sequence()).isEqualTo(2);
  }

  @Test
  void two_in_one_transaction_follow_each_other() {
    var both =
        db.inTx(tx -> {
          var first = activities.record(tx, entry(ann, "x"));
          return new long[] {first.sequence(), activities.record(tx, entry(ann, "x")).sequence()};
        });
    assertThat(both).containsExactly(1, 2);
  }

  @Test
  void a_time_before_the_previous_one_is_raised_to_it() {
    var first = record(ann, "x");
    clock.move(Duration.ofMinutes(-5));
    assertThat(record(ann, "x").at()).isEqualTo(first.at());
    assertThat(record(bob, "x").at()).isEqualTo(clock.instant());
    clock.move(Duration.ofMinutes(6));
    assertThat(record(ann, "x").at()).isEqualTo(clock.instant());
    assertThat(db.<java.time.Instant>read(tx -> activities.latest(tx, ann)))
        .isEqualTo(clock.instant());
  }

  @Test
  void it_is_read_back_as_it_was_written_newest_first() {
    record(ann, "first");
    var second = record(ann, "second");
    record(bob, "first");
    db.read(tx -> {
      var all = activities.ofTenant(tx, ann, newest(10)).rows();
      assertThat(all).hasSize(2);
      assertThat(all.getFirst()).isEqualTo(second);
      assertThat(activities.ofTenant(tx, ann, newest(1)).rows()).containsExactly(second);
      assertThat(activities.ofResource(tx, ann, new Resource("thing", "second"), newest(10)).rows())
          .containsExactly(second);
      return null;
    });
  }

  @Test
  void clients_see_everything_but_the_snapshot() {
    var shown = ApiJson.tree(record(ann, "first").shown());
    assertThat(shown.propertyNames())
        .containsExactly(
            "id",
            "tenant_pubkey",
            "created_at",
            "activity_type",
            "resource_type",
            "resource_id",
            "actor",
            "detail");
    assertThat(shown.path("tenant_pubkey").asString()).isEqualTo(ann.hex());
    assertThat(shown.path("created_at").asLong()).isEqualTo(clock.seconds());
    assertThat(shown.toString()).doesNotContain("kept to ourselves");
  }

  @Test
  void many_at_once_are_in_order_without_gaps() throws InterruptedException {
    var threads = new ArrayList<Thread>();
    for (var i = 0; i < 20; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (var j = 0; j < 10; j++) {
                  record(ann, "x");
                }
              }));
    }
    for (var thread : threads) {
      thread.join();
    }
    var sequences =
        db.read(tx -> activities.ofTenant(tx, ann, newest(500)).map(Activity::sequence).rows());
    assertThat(sequences.reversed())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 200).boxed().toList());
  }

  private static ListQuery newest(int limit) {
    return new ListQuery("", "", limit, Cursor.START);
  }

  private Activity record(PublicKey tenant, String id) {
    return db.inTx(tx -> activities.record(tx, entry(tenant, id)));
  }

  private static Entry entry(PublicKey tenant, String id) {
    return new Entry(
        tenant,
        "create_thing",
        new Resource("thing", id),
        tenant.hex(),
        ApiJson.tree(Map.of("name", "n")),
        ApiJson.tree(Map.of("secret", "kept to ourselves")));
  }
}
