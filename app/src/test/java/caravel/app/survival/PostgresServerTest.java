package caravel.app.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.nostr.SecretKey;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole program with its control plane on a real PostgreSQL server.
@Tag("slow")
final class PostgresServerTest {
  /// A killed process has its lease for 15 s.
  private static final Duration TAKEOVER_MAX = Duration.ofSeconds(40);

  @TempDir private Path folder;
  @TempDir private Path rows;

  private final SecretKey owner = SecretKey.generate();
  private final List<Integer> ports = CaravelProcess.freePorts(5);

  private EmbeddedPostgres server() throws IOException {
    return EmbeddedPostgres.builder()
        .setPort(ports.get(4))
        .setDataDirectory(rows.resolve("data"))
        .setCleanDataDirectory(false)
        .start();
  }

  private String url() {
    return "postgres://postgres:postgres@localhost:" + ports.get(4) + "/postgres";
  }

  private Map<String, String> settings(int first) {
    return Map.of(
        "PORT",
        "" + ports.get(first),
        "ENGINE_PORT",
        "" + ports.get(first + 1),
        "DATABASE_URL",
        url());
  }

  private Map<String, String> onFile() {
    var settings = new HashMap<>(settings(0));
    settings.remove("DATABASE_URL");
    return settings;
  }

  private void sees(String... names) throws Exception {
    try (var api = new SurvivalApi(ports.get(0), owner)) {
      await()
          .atMost(TAKEOVER_MAX)
          .untilAsserted(() -> {
            var relays = api.get("/tenants/" + owner.publicKey() + "/relays").data();
            assertThat(relays.findValuesAsString("subdomain")).contains(names);
          });
    }
  }

  @Test
  void a_killed_server_goes_on_and_a_second_process_is_refused() throws Exception {
    try (var _ = server()) {
      try (var program = CaravelProcess.start("serve", folder, settings(0));
          var api = new SurvivalApi(ports.get(0), owner)) {
        assertThat(api.createRelay("first").status()).isEqualTo(201);
        var second = CaravelProcess.run(rows.resolve("second"), settings(2), "serve");
        assertThat(second.code()).isEqualTo(1);
        assertThat(second.said())
            .contains("is in use by another Caravel")
            .contains("DATABASE_URL")
            .doesNotContain("postgres:postgres");
        program.kill();
      }
      try (var _ = CaravelProcess.start("serve", folder, settings(0))) {
        sees("first");
      }
    }
  }

  @Test
  void a_database_that_restarts_is_used_again_without_a_restart_of_the_server() throws Exception {
    var server = server();
    try (var program = CaravelProcess.start("serve", folder, settings(0));
        var api = new SurvivalApi(ports.get(0), owner)) {
      assertThat(api.createRelay("before").status()).isEqualTo(201);
      server.close();
      assertThat(api.createRelay("meanwhile").status()).isEqualTo(503);
      server = server();
      sees("before");
      assertThat(api.createRelay("after").status()).isEqualTo(201);
      assertThat(program.isAlive()).isTrue();
      sees("before", "after");
    } finally {
      server.close();
    }
  }

  @Test
  void a_control_plane_moves_to_postgres_and_back() throws Exception {
    try (var _ = server()) {
      try (var _ = CaravelProcess.start("serve", folder, onFile());
          var api = new SurvivalApi(ports.get(0), owner)) {
        assertThat(api.createRelay("first").status()).isEqualTo(201);
        assertThat(CaravelProcess.run(folder, onFile(), "db", "copy", "--to", url()).said())
            .contains("in use");
      }
      var there = CaravelProcess.run(folder, onFile(), "db", "copy", "--to", url());
      assertThat(there.code()).as(there.said()).isZero();
      assertThat(there.said()).contains("copied to postgres://localhost").doesNotContain(url());
      var again = CaravelProcess.run(folder, onFile(), "db", "copy", "--to", url());
      assertThat(again.code()).isEqualTo(2);
      assertThat(again.said()).contains("has data already");
      try (var _ = CaravelProcess.start("serve", folder, settings(0));
          var api = new SurvivalApi(ports.get(0), owner)) {
        sees("first");
        assertThat(api.createRelay("second").status()).isEqualTo(201);
      }
      var file = "sqlite://" + rows.resolve("back.db");
      // It waits until the lease of the killed server has ended.
      var back = CaravelProcess.run(folder, settings(0), "db", "copy", "--to", file);
      assertThat(back.code()).as(back.said()).isZero();
      var onCopy = new HashMap<>(onFile());
      onCopy.put("DATABASE_URL", file);
      try (var _ = CaravelProcess.start("serve", folder, onCopy)) {
        sees("first", "second");
      }
    }
  }
}
