package caravel.verify;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.app.Logging;
import caravel.engine.Engine;
import caravel.engine.EngineSettings;
import caravel.engine.store.Sync;
import caravel.nostr.Json;
import caravel.nostr.SecretKey;
import caravel.verify.bench.Bench;
import caravel.verify.bench.BenchSettings;
import caravel.verify.bench.BenchSettings.Job;
import caravel.verify.bench.BenchSettings.Size;
import caravel.verify.bench.BenchSettings.Target;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The harness checks every answer, so a run without errors also tests the engine under load.
final class BenchTest {
  private static final SecretKey API_KEY = SecretKey.parse("09".repeat(32));
  private static final String API_HOST = "api.localhost";
  private static final Size TINY = new Size(1, 200, List.of(300), 5, 10, 20, 30);
  private static final Set<Job> RELAY_JOBS = EnumSet.range(Job.INGEST, Job.STALLED_READER);

  @TempDir Path folder;
  private Engine engine;

  @BeforeEach
  void start() {
    Logging.configure(false, "warn");
    engine =
        Engine.start(
            new EngineSettings(
                new EngineSettings.Listen("127.0.0.1", 0),
                new EngineSettings.Folders(
                    folder.resolve("config"), folder.resolve("relays"), folder.resolve("media")),
                new EngineSettings.Api(API_HOST, Set.of(API_KEY.publicKey())),
                Sync.NORMAL,
                List.of()),
            InstantSource.system());
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  private Target running(SecretKey apiKey) {
    var address = URI.create("http://127.0.0.1:" + engine.port());
    return new Target.Running(
        address, API_HOST, apiKey, "localhost:" + engine.port(), ProcessHandle.current().pid());
  }

  @Test
  void every_relay_job_gets_right_answers_from_the_engine() throws Exception {
    var json = folder.resolve("figures.json");
    var lines = new ArrayList<String>();
    var settings = new BenchSettings(running(API_KEY), RELAY_JOBS, TINY, json);
    assertThat(Bench.run(settings, InstantSource.system(), lines::add))
        .as(String.join("\n", lines))
        .isTrue();
    var figures = Json.tree(Files.readString(json)).get("figures");
    assertThat(figures).hasSizeGreaterThanOrEqualTo(RELAY_JOBS.size());
    assertThat(figures)
        .filteredOn(figure -> figure.has("rate"))
        .allMatch(figure -> figure.get("operations").intValue() > 0)
        .allMatch(figure -> figure.get("note").asString().lines().noneMatch(this::isUnanswered));
    assertThat(folder.resolve("config")).isDirectoryNotContaining("glob:**bench*");
  }

  private boolean isUnanswered(String note) {
    return note.contains("unanswered");
  }

  @Test
  void a_server_that_refuses_makes_the_run_unclean() throws Exception {
    var lines = new ArrayList<String>();
    var stranger = SecretKey.parse("08".repeat(32));
    var settings = new BenchSettings(running(stranger), Set.of(Job.CONNECT), TINY, null);
    assertThat(Bench.run(settings, InstantSource.system(), lines::add)).isFalse();
    assertThat(lines).anyMatch(line -> line.contains("pubkey not in whitelist"));
  }
}
