package caravel.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.media.thumbnail.TestPicture;
import caravel.nostr.Nip98;
import caravel.nostr.SecretKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Smaller pictures over HTTP: `GET /<sha256>?w=320`.
final class ThumbnailRequestsTest {
  private static final SecretKey OWNER = SecretKey.parse("02".repeat(32));
  private static final SecretKey ALICE = SecretKey.parse("03".repeat(32));
  private static final SecretKey MALLORY = SecretKey.parse("05".repeat(32));
  private static final String OPEN = "open.localhost";
  private static final String CLOSED = "closed.localhost";

  @TempDir Path folder;
  private RunningEngine engine;

  @BeforeEach
  void start() {
    engine = new RunningEngine(folder);
    create("open", OPEN, "");
    create("closed", CLOSED, ",\"authenticated_read\":true");
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  private void create(String id, String host, String more) {
    var roles = "\"roles\":{\"plain\":{\"pubkeys\":[\"%s\"]}}".formatted(ALICE.publicKey().hex());
    var body = RunningEngine.body(host, id, "\"blossom\":{\"enabled\":true" + more + "}," + roles);
    assertThat(engine.api("POST", "/relay/" + id, body).status()).isEqualTo(201);
  }

  private FileClient alice(String host) {
    return new FileClient(engine.port(), host, ALICE);
  }

  private FileClient stranger() {
    return new FileClient(engine.port(), OPEN, null);
  }

  private static byte[] bytes(RawHttp.Answer answer) {
    return answer.body().getBytes(StandardCharsets.ISO_8859_1);
  }

  private List<String> copies() throws IOException {
    var root = folder.resolve("media/.thumbnails");
    if (!Files.exists(root)) {
      return List.of();
    }
    try (var files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void a_large_picture_has_a_small_copy_with_the_headers_of_files() throws IOException {
    var file = TestPicture.jpeg(1_600, 1_200);
    assertThat(alice(OPEN).put(file).status()).isEqualTo(200);
    var hash = FileClient.hash(file);
    var answer = stranger().thumbnail("GET", hash + ".jpg", "300");
    assertThat(answer.status()).isEqualTo(200);
    var image = ImageIO.read(new ByteArrayInputStream(bytes(answer)));
    assertThat(image.getWidth()).isEqualTo(320);
    assertThat(image.getHeight()).isEqualTo(240);
    assertThat(answer.header("Content-Type")).isEqualTo("image/jpeg");
    assertThat(answer.header("Content-Length")).isEqualTo("" + bytes(answer).length);
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Content-Security-Policy")).isEqualTo("sandbox; default-src 'none'");
    assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=604800, immutable");
    assertThat(answer.header("Accept-Ranges")).isEmpty();
    assertThat(answer.header("ETag")).isEqualTo("\"" + hash + "-320\"");
    var etag = answer.header("ETag");
    assertThat(stranger().thumbnail("GET", hash, "320", "If-None-Match", etag).status())
        .isEqualTo(304);
    var head = stranger().thumbnail("HEAD", hash, "320");
    assertThat(head.header("Content-Length")).isEqualTo(answer.header("Content-Length"));
    assertThat(head.body()).isEmpty();
    assertThat(bytes(stranger().thumbnail("GET", hash, "640")))
        .hasSizeGreaterThan(bytes(answer).length);
    assertThat(copies()).containsExactly("open/" + hash + "-320", "open/" + hash + "-640");
  }

  @Test
  void what_has_no_copy_is_sent_as_it_is() throws IOException {
    var jpeg = TestPicture.jpeg(1_600, 1_200);
    var gif = TestPicture.padded("GIF89a".getBytes(StandardCharsets.US_ASCII));
    var text = TestPicture.padded("hello".getBytes(StandardCharsets.US_ASCII));
    var bomb = TestPicture.padded(TestPicture.hostilePng(60_000, 60_000, 2, 10));
    var cut = Arrays.copyOf(jpeg, jpeg.length / 2);
    var svg = "<svg xmlns='x'/>".repeat(2_000).getBytes(StandardCharsets.US_ASCII);
    for (var file : List.of(gif, text, bomb, cut, svg)) {
      assertThat(alice(OPEN).put(file).status()).isEqualTo(200);
      for (int i = 0; i < 2; i++) {
        var answer = stranger().thumbnail("GET", FileClient.hash(file), "320");
        assertThat(bytes(answer)).isEqualTo(file);
        assertThat(answer.header("ETag")).isEqualTo("\"" + FileClient.hash(file) + "\"");
      }
    }
    assertThat(alice(OPEN).put(jpeg).status()).isEqualTo(200);
    for (var width : List.of("", "0", "-1", "x", "641", "1e3")) {
      assertThat(bytes(stranger().thumbnail("GET", FileClient.hash(jpeg), width))).isEqualTo(jpeg);
    }
    assertThat(copies()).isEmpty();
  }

  @Test
  void a_copy_of_no_file_is_not_found() {
    var answer = stranger().thumbnail("GET", "ab".repeat(32), "320");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("X-Reason")).isEqualTo("file not found");
  }

  @Test
  void a_copy_is_as_private_as_its_file() throws IOException {
    var file = TestPicture.jpeg(1_600, 1_200);
    assertThat(alice(CLOSED).put(file).status()).isEqualTo(200);
    var hash = FileClient.hash(file);
    assertThat(alice(CLOSED).thumbnail("GET", hash, "320").header("Cache-Control"))
        .isEqualTo("private, max-age=604800, immutable");
    for (var other :
        List.of(
            new FileClient(engine.port(), CLOSED, null),
            new FileClient(engine.port(), CLOSED, MALLORY))) {
      for (var method : List.of("GET", "HEAD")) {
        var answer = other.thumbnail(method, hash, "320", "If-None-Match", "\"" + hash + "-320\"");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).isEmpty();
      }
    }
    assertThat(alice(OPEN).thumbnail("GET", hash, "320").status()).isEqualTo(404);
    engine.api("PATCH", "/relay/closed", "{\"management\":{\"enabled\":true}}");
    ban(ALICE);
    assertThat(alice(CLOSED).thumbnail("GET", hash, "320").status()).isEqualTo(403);
  }

  private void ban(SecretKey who) {
    var body = "{\"method\":\"banpubkey\",\"params\":[\"" + who.publicKey().hex() + "\",\"spam\"]}";
    var now = InstantSource.system().instant().getEpochSecond();
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    var token = Nip98.token(OWNER, "https://" + CLOSED + "/", "POST", bytes, now);
    var headers = Map.of("Content-Type", "application/nostr+json+rpc", "Authorization", token);
    assertThat(RawHttp.send(engine.port(), "POST", CLOSED, "/", headers, body).body())
        .isEqualTo("{\"result\":true}\n");
  }

  @Test
  void a_deletion_deletes_the_copies_and_a_purge_those_of_the_relay() throws IOException {
    var first = TestPicture.jpeg(1_600, 1_200);
    var second = TestPicture.png(700, 700);
    for (var file : List.of(first, second)) {
      assertThat(alice(OPEN).put(file).status()).isEqualTo(200);
      assertThat(stranger().thumbnail("GET", FileClient.hash(file), "320").status()).isEqualTo(200);
    }
    assertThat(copies()).hasSize(2);
    assertThat(alice(OPEN).delete(FileClient.hash(first)).status()).isEqualTo(200);
    assertThat(copies()).containsExactly("open/" + FileClient.hash(second) + "-320");
    assertThat(stranger().thumbnail("GET", FileClient.hash(first), "320").status()).isEqualTo(404);
    assertThat(engine.api("DELETE", "/relay/open?purge=1", "").body()).contains("purged");
    assertThat(copies()).isEmpty();
  }

  @Test
  void copies_are_made_again_after_a_restart_and_count_for_no_member() throws IOException {
    var file = TestPicture.jpeg(1_600, 1_200);
    assertThat(alice(OPEN).put(file).status()).isEqualTo(200);
    var before = stranger().thumbnail("GET", FileClient.hash(file), "320");
    assertThat(engine.api("GET", "/relay/open/files", "").body())
        .startsWith("{\"files\":1,\"bytes\":" + file.length + ",");
    engine.close();
    engine = new RunningEngine(folder);
    assertThat(copies()).isEmpty();
    var after = stranger().thumbnail("GET", FileClient.hash(file), "320");
    assertThat(after.body()).isEqualTo(before.body());
  }

  @Test
  void all_of_many_requests_at_once_get_the_same_copy() throws IOException, InterruptedException {
    var file = TestPicture.jpeg(2_000, 1_500);
    assertThat(alice(OPEN).put(file).status()).isEqualTo(200);
    Set<String> bodies = ConcurrentHashMap.newKeySet();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 30; i++) {
        threads.execute(
            () -> bodies.add(stranger().thumbnail("GET", FileClient.hash(file), "320").body()));
      }
    }
    assertThat(bodies).hasSize(1);
  }
}
