package caravel.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Json;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a process while files are uploaded to it. Each acknowledged file must be whole afterwards,
/// and nothing partial may be visible or remain.
final class UploadCrashTest {
  private static final SecretKey ALICE = SecretKey.parse("03".repeat(32));
  private static final String HOST = "open.localhost";

  /// `./test nightly` kills more often.
  private static final int ROUNDS = Integer.getInteger("caravel.kill.rounds", 4);

  private static final int UPLOADERS = 4;
  private static final int FILE_BYTES_MAX = 300_000;
  private static final int ACKNOWLEDGED_MAX = 30;

  @TempDir Path folder;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

  /// The process that is killed. Prints its port.
  static final class Victim {
    private Victim() {}

    public static void main(String[] arguments) throws InterruptedException {
      var engine = new RunningEngine(Path.of(arguments[0]));
      System.out.println(engine.port());
      new Semaphore(0).acquire();
    }
  }

  @Test
  void a_kill_during_uploads_leaves_whole_files_only() throws IOException, InterruptedException {
    long seed = 41;
    var random = new Random(seed);
    try (var engine = new RunningEngine(folder)) {
      var more =
          "\"blossom\":{\"enabled\":true},\"roles\":{\"plain\":{\"pubkeys\":[\"%s\"]}}"
              .formatted(ALICE.publicKey().hex());
      var body = RunningEngine.body(HOST, "open", more);
      assertThat(engine.api("POST", "/relay/open", body).status()).isEqualTo(201);
    }
    for (int round = 0; round < ROUNDS; round++) {
      uploadAndKill(random, 1 + random.nextInt(ACKNOWLEDGED_MAX));
      var as = "seed " + seed + ", round " + round;
      try (var engine = new RunningEngine(folder)) {
        assertThat(names(folder.resolve("media/.uploads"))).as(as).isEmpty();
        var alice = new FileClient(engine.port(), HOST, ALICE);
        // The first upload after a start deletes what the last run left behind.
        assertThat(alice.put("round " + round, "").status()).isEqualTo(200);
        var listed = new TreeSet<String>();
        for (var file : Json.mapper().readTree(alice.list(ALICE.publicKey().hex()).body())) {
          listed.add(file.path("sha256").asString(""));
        }
        assertThat(listed).as(as).containsAll(acknowledged);
        for (var hash : listed) {
          assertThat(FileClient.hash(alice.get(hash).body())).as(as).isEqualTo(hash);
        }
        var stored = names(folder.resolve("media/open"));
        stored.removeIf(name -> name.startsWith("index.db"));
        assertThat(stored).as(as).isEqualTo(listed);
      }
    }
    assertThat(acknowledged).isNotEmpty();
  }

  /// Kills the process when so many files are acknowledged, while others arrive.
  private void uploadAndKill(Random random, int until) throws IOException, InterruptedException {
    var given = System.getProperty("surefire.test.class.path");
    var victim =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-cp",
                given == null ? System.getProperty("java.class.path") : given,
                Victim.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var left = new Semaphore(until);
    try (var lines = victim.inputReader();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var port = lines.readLine();
      for (; port != null && !port.matches("\\d+"); port = lines.readLine()) {
        // A line of the log.
      }
      assertThat(port).isNotNull();
      var alice = new FileClient(Integer.parseInt(String.valueOf(port)), HOST, ALICE);
      for (int i = 0; i < UPLOADERS; i++) {
        var own = new Random(random.nextLong());
        threads.execute(() -> {
          while (victim.isAlive()) {
            upload(alice, own);
            if (!left.tryAcquire()) {
              victim.toHandle().destroyForcibly();
            }
          }
        });
      }
    } finally {
      victim.destroyForcibly().waitFor();
    }
  }

  private void upload(FileClient alice, Random random) {
    var file = Long.toString(random.nextLong()).repeat(1 + random.nextInt(FILE_BYTES_MAX / 20));
    try {
      if (alice.put(file, "").status() == 200) {
        acknowledged.add(FileClient.hash(file));
      }
    } catch (UncheckedIOException _) {
      // The process died during the upload.
    }
  }

  private static Set<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return new TreeSet<>(files.map(file -> file.getFileName().toString()).toList());
    }
  }
}
