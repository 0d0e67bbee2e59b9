package caravel.control.api;

import static caravel.control.api.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.backup.TestedRelay;
import caravel.control.backup.TestedRelayStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The public routes about availability.
final class StatusTest {
  @TempDir Path folder;
  private Platform platform;

  @BeforeEach
  void start() {
    platform = new Platform(folder);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void everyone_sees_the_platforms_last_90_days() {
    var answer = platform.get(null, "/status");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.data().path("state").asString()).isEqualTo("ok");
    assertThat(answer.data().path("availability").path("days")).hasSize(90);
  }

  @Test
  void a_relay_is_never_shown_unless_its_owner_publishes_it() {
    var hidden = platform.relay(ALICE, "hidden", "free");
    assertThat(platform.get(null, "/status/" + hidden).status()).isEqualTo(404);
    var open = platform.relay(ALICE, "open", "free");
    platform.put(ALICE, "/relays/" + open, "{\"public_status\":1}");
    var answer = platform.get(null, "/status/" + open);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.data().path("host").asString()).isEqualTo("open.localhost:3334");
    assertThat(answer.data().propertyNames())
        .containsExactlyInAnyOrder("id", "name", "host", "online", "availability");
  }

  @Test
  void a_deleted_relay_is_never_shown() {
    var relay = platform.relay(ALICE, "gone", "free");
    platform.put(ALICE, "/relays/" + relay, "{\"public_status\":1}");
    platform.delete(ALICE, "/relays/" + relay + "?confirm=gone");
    assertThat(platform.get(null, "/status/" + relay).status()).isEqualTo(404);
    assertThat(platform.get(null, "/status/no-such-relay").status()).isEqualTo(404);
  }

  @Test
  void the_owner_sees_the_days_of_a_relay_that_is_not_published() {
    var relay = platform.relay(ALICE, "hidden", "free");
    var health = platform.get(ALICE, "/relays/" + relay + "/health").data();
    assertThat(health.path("availability").path("days")).hasSize(90);
  }

  @Test
  void the_owner_sees_when_a_restore_last_proved_the_backup_of_the_relay() {
    var relay = platform.relay(ALICE, "proven", "free");
    var path = "/relays/" + relay + "/health";
    assertThat(platform.get(ALICE, path).data().path("backup").path("last_test").isNull()).isTrue();
    var at = platform.clock.instant();
    storeTest(relay, at);
    var test = platform.get(ALICE, path).data().path("backup").path("last_test");
    assertThat(test.path("at").asLong()).isEqualTo(at.getEpochSecond());
    assertThat(test.path("ok").asBoolean()).isTrue();
    assertThat(test.path("restored_to").asLong()).isEqualTo(at.getEpochSecond());
  }

  @Test
  void an_erased_relay_leaves_no_backup_test() {
    var relay = platform.relay(ALICE, "gone", "free");
    storeTest(relay, platform.clock.instant());
    platform.db.inTx(tx -> {
      tx.handle().execute("UPDATE relays SET erased_at = 1 WHERE id = ?", relay);
      new TestedRelayStore().save(tx, List.of());
      return true;
    });
    var left =
        platform.db.<Integer>read(tx ->
            tx.handle()
                .createQuery("SELECT count(*) FROM relay_backup_tests")
                .mapTo(Integer.class)
                .one());
    assertThat(left).isZero();
  }

  private void storeTest(String relay, Instant at) {
    platform.db.inTx(tx -> {
      var schema =
          tx.handle()
              .createQuery("SELECT schema_name FROM relays WHERE id = :id")
              .bind("id", relay)
              .mapTo(String.class)
              .one();
      new TestedRelayStore().save(tx, List.of(new TestedRelay(schema, at, at, "")));
      return true;
    });
  }
}
