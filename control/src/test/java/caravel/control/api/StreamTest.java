package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.nostr.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Events of changes while they happen.
final class StreamTest {
  private static final Duration HEARD_MAX = Duration.ofSeconds(15);

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
  void a_change_is_sent_to_its_tenant_as_get_returns_it() {
    try (var heard = platform.listen(ALICE, "/stream")) {
      var id = platform.relay(ALICE, "club", "free");
      await().atMost(HEARD_MAX).until(() -> heard.data("relay").size() == 1);
      assertThat(Json.mapper().readTree(heard.data("relay").getFirst()))
          .isEqualTo(platform.get(ALICE, "/relays/" + id).data());
      assertThat(heard.data("tenant")).hasSize(1);
      assertThat(heard.data("activity")).hasSize(2);
      assertThat(heard.data("activity").getLast()).doesNotContain("snapshot");
    }
  }

  @Test
  void only_an_admin_who_asks_for_all_receives_changes_of_other_tenants() {
    try (var bobs = platform.listen(BOB, "/stream");
        var own = platform.listen(ADMIN, "/stream");
        var all = platform.listen(ADMIN, "/stream?scope=all")) {
      platform.relay(ALICE, "club", "free");
      await().atMost(HEARD_MAX).until(() -> all.data("relay").size() == 1);
      platform.relay(BOB, "guild", "free");
      platform.post(ADMIN, "/tenants");
      await().atMost(HEARD_MAX).until(() -> bobs.data("relay").size() == 1);
      await().atMost(HEARD_MAX).until(() -> own.data("tenant").size() == 1);
      assertThat(bobs.data("relay").getFirst()).contains("guild");
      assertThat(own.data("relay")).isEmpty();
    }
    assertThat(platform.get(BOB, "/stream?scope=all").refusal()).isEqualTo("403 forbidden");
  }

  @Test
  void a_refused_change_is_not_published() {
    platform.relay(ALICE, "club", "free");
    try (var heard = platform.listen(BOB, "/stream")) {
      for (var label : List.of("club", "-", "guild")) {
        platform.post(BOB, "/relays", "{\"subdomain\":\"" + label + "\",\"plan_id\":\"free\"}");
      }
      await().atMost(HEARD_MAX).until(() -> heard.data("relay").size() == 1);
      assertThat(heard.data("relay").getFirst()).contains("guild");
      assertThat(heard.data("activity")).hasSize(2);
    }
  }
}
