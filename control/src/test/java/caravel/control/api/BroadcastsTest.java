package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.control.db.FailingWrites;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Notices of the operator to many tenants.
final class BroadcastsTest {
  private static final int CROWD = 230;
  private static final int ROUNDS_MAX = 10;

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
  void each_audience_has_its_tenants_and_no_others() {
    platform.relay(ALICE, "club", "basic");
    platform.relay(BOB, "open", "free");
    platform.post(key(1), "/tenants");
    var counts = platform.get(ADMIN, "/admin/broadcasts/audiences").data();
    assertThat(counts.toString()).isEqualTo("{\"all\":3,\"with_relay\":2,\"paid\":1}");
    send("paid");
    assertThat(recipients()).containsExactly(ALICE.publicKey().hex());
    send("with_relay");
    assertThat(recipients()).hasSize(3);
    send("all");
    assertThat(recipients()).hasSize(6);
    var newest = platform.get(ADMIN, "/admin/broadcasts").data().get(0);
    assertThat(newest.get("state").asString()).isEqualTo("sent");
    assertThat(newest.get("sent").asInt()).isEqualTo(3);
  }

  @Test
  void a_tenant_reads_the_notice_in_the_account() {
    platform.post(ALICE, "/tenants");
    send("all");
    var notice = platform.get(ALICE, "/tenants/" + ALICE.publicKey() + "/notices").data().get(0);
    assertThat(notice.get("notice_type").asString()).isEqualTo("broadcast");
    assertThat(notice.get("text").asString()).isEqualTo("Maintenance\n\nOn Sunday.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT ON notices when (SELECT count(*) FROM notices) = 1",
        "INSERT ON notices when (SELECT count(*) FROM notices) = 150",
        "UPDATE OF last_pubkey ON broadcasts when old.sent = 0",
        "UPDATE OF last_pubkey ON broadcasts when old.sent = 100",
        "UPDATE OF state ON broadcasts when 1 = 1"
      })
  void a_cut_at_any_step_sends_nothing_twice_and_loses_no_one(String step) {
    var event = step.split(" when ")[0];
    var condition = step.split(" when ")[1];
    crowd();
    create("all");
    FailingWrites.begin(platform.db, event, condition);
    assertThatThrownBy(this::finish).hasStackTraceContaining("cut off");
    assertThat(recipients().size() % 100).isZero();
    FailingWrites.end(platform.db, event.split(" ON ")[1]);
    finish();
    assertThat(recipients()).hasSize(CROWD).doesNotHaveDuplicates();
    var sent = platform.get(ADMIN, "/admin/broadcasts").data().get(0);
    assertThat(sent.get("sent").asInt()).isEqualTo(CROWD);
    assertThat(sent.get("state").asString()).isEqualTo("sent");
    finish();
    assertThat(recipients()).hasSize(CROWD);
  }

  @Test
  void one_is_sent_at_a_time_and_a_stopped_one_goes_no_further() {
    crowd();
    var id = create("all");
    var second =
        platform.post(
            ADMIN,
            "/admin/broadcasts",
            "{\"audience\":\"all\",\"subject\":\"Two\",\"text\":\"Two\"}");
    assertThat(second.refusal()).isEqualTo("409 conflict");
    platform.broadcasts.round();
    var stopped = platform.post(ADMIN, "/admin/broadcasts/" + id + "/stop");
    assertThat(stopped.text("state")).isEqualTo("stopped");
    assertThat(stopped.data().get("sent").asInt()).isEqualTo(100);
    finish();
    assertThat(recipients()).hasSize(100);
    assertThat(platform.post(ADMIN, "/admin/broadcasts/" + id + "/stop").status()).isEqualTo(200);
    assertThat(platform.get(ADMIN, "/admin/audit?q=broadcast").data()).hasSize(2);
    create("all");
  }

  @Test
  void a_tenant_who_comes_later_gets_none() {
    platform.post(ALICE, "/tenants");
    create("all");
    platform.clock.move(Duration.ofMinutes(1));
    platform.post(BOB, "/tenants");
    finish();
    assertThat(recipients()).containsExactly(ALICE.publicKey().hex());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 422 invalid audience",
        "{\"audience\":\"everyone\"} | 422 invalid audience",
        "{\"audience\":\"all\",\"subject\":\" \"} | 422 invalid subject",
        "{\"audience\":\"all\",\"subject\":\"a\\nb\",\"text\":\"x\"} | 422 invalid subject",
        "{\"audience\":\"all\",\"subject\":\"a\"} | 422 invalid text",
        "{\"audience\":\"all\",\"subject\":\"a\",\"text\":\"x\\u001b[2J\"} | 422 invalid text",
        "{\"audience\":\"paid\",\"subject\":\"a\",\"text\":\"x\"} | 422 invalid audience",
      })
  void a_notice_that_is_not_complete_is_refused(String body, String refusal) {
    platform.post(ALICE, "/tenants");
    assertThat(platform.post(ADMIN, "/admin/broadcasts", body).refusal()).isEqualTo(refusal);
    assertThat(platform.get(ADMIN, "/admin/broadcasts").data()).isEmpty();
  }

  @Test
  void a_huge_text_is_refused() {
    var body = "{\"audience\":\"all\",\"subject\":\"a\",\"text\":\"" + "x".repeat(3_001) + "\"}";
    assertThat(platform.post(ADMIN, "/admin/broadcasts", body).refusal())
        .isEqualTo("422 invalid text");
  }

  private void crowd() {
    for (var number = 1; number <= CROWD; number++) {
      platform.post(key(number), "/tenants");
    }
  }

  private static SecretKey key(int number) {
    return SecretKey.parse("%064x".formatted(1_000 + number));
  }

  private void send(String audience) {
    platform.clock.move(Duration.ofMinutes(1)); // The newest of one second is not defined.
    create(audience);
    finish();
  }

  private String create(String audience) {
    var made =
        platform.post(
            ADMIN,
            "/admin/broadcasts",
            "{\"audience\":\"%s\",\"subject\":\" Maintenance \",\"text\":\"On Sunday.\\r\\n\"}"
                .formatted(audience));
    assertThat(made.status()).as(made.json().toString()).isEqualTo(201);
    return made.text("id");
  }

  private void finish() {
    for (var round = 0; round < ROUNDS_MAX; round++) {
      platform.broadcasts.round();
    }
  }

  private List<String> recipients() {
    return new ArrayList<>(
        platform.db.<List<String>>read(tx ->
            tx.handle()
                .createQuery("SELECT tenant_pubkey FROM notices WHERE kind = 'broadcast'")
                .mapTo(String.class)
                .list()));
  }
}
