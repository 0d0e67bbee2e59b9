package caravel.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.engine.failure.FailureHandler;
import caravel.engine.limits.DiskSpace;
import caravel.engine.limits.MemoryBudget;
import caravel.engine.limits.RateLimits;
import caravel.engine.media.MediaStores;
import caravel.engine.session.LiveRelay.RelaySetup;
import caravel.engine.session.RelayLimits;
import caravel.engine.session.RelayTimers;
import caravel.engine.store.EventStores;
import caravel.engine.store.Sync;
import caravel.engine.store.TestStores;
import caravel.engine.tenancy.VirtualRelayId;
import caravel.engine.tenancy.VirtualRelays;
import caravel.nostr.Json;
import caravel.nostr.SecretKey;
import caravel.outbound.OutboundGuard;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mirrors from a real server, and clients that are too slow, by a clock of the test.
final class MediaTransfersTest {
  private static final SecretKey ALICE = SecretKey.parse("03".repeat(32));
  private static final String HOST = "open.localhost";
  private static final String URL = "https://" + HttpsFiles.NAME + "/file";

  @TempDir Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private HttpsFiles other;
  private EventStores stores;
  private MediaStores media;
  private VirtualRelays relays;
  private EngineServer server;
  private FileClient alice;

  @BeforeEach
  void start() throws IOException, GeneralSecurityException, InterruptedException {
    other = new HttpsFiles(folder);
    stores = TestStores.open(folder.resolve("relays"), Sync.NORMAL);
    media =
        new MediaStores(
            folder.resolve("media"),
            DiskSpace.measuredBy(() -> Long.MAX_VALUE),
            OutboundGuard.openTo(other.address(), other.trust()));
    var clock = InstantSource.system();
    var setup =
        new RelaySetup(
            clock,
            FailureHandler.WITHOUT_EXIT,
            RelayLimits.STANDARD,
            RelayTimers.unread(),
            media,
            null);
    relays = VirtualRelays.open(folder.resolve("config"), stores, setup, Duration.ofMinutes(1));
    var more =
        "\"blossom\":{\"enabled\":true},\"roles\":{\"plain\":{\"pubkeys\":[\"%s\"]}}"
            .formatted(ALICE.publicKey().hex());
    relays.create(new VirtualRelayId("open"), RunningEngine.body(HOST, "open", more));
    server =
        EngineServer.open(
            new EngineServerSettings(
                "127.0.0.1", 0, RunningEngine.API_HOST, Set.of(), TrustedProxies.parse(List.of())),
            relays,
            clock,
            new EngineServer.Limits(
                SocketLimits.STANDARD,
                HttpConnectionLimiter.Limits.STANDARD,
                MemoryBudget.ofHeap(),
                RateLimits.STANDARD.perAddress(),
                nanos::get));
    alice = new FileClient(server.port(), HOST, ALICE);
  }

  @AfterEach
  void stop() {
    server.close();
    relays.close();
    media.close();
    stores.close();
    other.close();
  }

  private RawHttp.Answer mirror(String hash) {
    var body = "{\"url\":\"" + URL + "\"}";
    return RawHttp.send(server.port(), "PUT", HOST, "/mirror", alice.token("upload", hash), body);
  }

  private long uploads() throws IOException {
    try (var files = Files.list(folder.resolve("media/.uploads"))) {
      return files.count();
    }
  }

  @Test
  void a_file_of_another_server_is_mirrored() throws IOException {
    other.answer(200, "hello");
    var hash = FileClient.hash("hello");
    var answer = mirror(hash);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    var descriptor = Json.mapper().readTree(answer.body());
    assertThat(descriptor.path("sha256").asString("")).isEqualTo(hash);
    assertThat(descriptor.path("size").asInt(0)).isEqualTo(5);
    assertThat(alice.get(hash).body()).isEqualTo("hello");
    assertThat(alice.list(ALICE.publicKey().hex()).body()).contains(hash);
    assertThat(other.asked()).containsExactly(HttpsFiles.NAME + " /file");
    assertThat(uploads()).isZero();
  }

  @Test
  void a_mirror_of_other_bytes_than_its_token_names_is_not_stored() throws IOException {
    other.answer(200, "something else");
    var answer = mirror(FileClient.hash("hello"));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.header("X-Reason"))
        .isEqualTo("blob hash does not match any \"x\" tag in authorization event");
    assertThat(alice.list(ALICE.publicKey().hex()).body()).isEqualTo("[]");
    assertThat(uploads()).isZero();
  }

  @Test
  void a_mirror_takes_neither_an_error_nor_a_redirect_nor_nothing_for_a_file() {
    for (int status : new int[] {404, 500, 302, 206}) {
      other.answer(status, "hello");
      var answer = mirror(FileClient.hash("hello"));
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("X-Reason")).endsWith("it answered with status " + status);
    }
    other.answer(200, "");
    assertThat(mirror(FileClient.hash("")).status()).isEqualTo(503);
    other.answer(200, "x".repeat(10_485_761));
    assertThat(mirror(FileClient.hash("hello")).status()).isEqualTo(413);
  }

  @Test
  void an_upload_that_is_too_slow_is_cut_and_leaves_nothing() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      var out = socket.getOutputStream();
      var head =
          "PUT /upload HTTP/1.1\r\nHost: %s\r\nContent-Length: 100000\r\nAuthorization: %s\r\n\r\n"
              .formatted(HOST, alice.token("upload").get("Authorization"));
      out.write(head.getBytes(StandardCharsets.UTF_8));
      var in = socket.getInputStream();
      await()
          .until(() -> {
            // Time passes with each byte, until the server has had enough.
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(TransferRate.GRACE_SECONDS + 2));
            writeQuietly(out);
            return in.available() > 0;
          });
      assertThat(TestEngineServer.head(in))
          .startsWith("HTTP/1.1 408")
          .contains("X-Reason: the file came too slowly");
    }
    await().until(() -> uploads() == 0);
    assertThat(alice.list(ALICE.publicKey().hex()).body()).isEqualTo("[]");
    assertThat(alice.put("hello", "").status()).isEqualTo(200);
  }

  private static void writeQuietly(OutputStream out) throws IOException {
    try {
      out.write('x');
      out.flush();
    } catch (SocketException _) {
      // The server has closed already.
    }
  }

  @Test
  void an_upload_at_the_lowest_rate_is_taken() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      var file = "x".repeat(3 * TransferRate.BYTES_PER_SECOND_MIN);
      var head =
          "PUT /upload HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\nAuthorization: %s\r\n\r\n"
              .formatted(HOST, file.length(), alice.token("upload").get("Authorization"));
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      await().until(() -> uploads() == 1);
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(TransferRate.GRACE_SECONDS));
      socket.getOutputStream().write(file.getBytes(StandardCharsets.UTF_8));
      assertThat(TestEngineServer.head(socket.getInputStream())).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void a_download_by_a_client_that_does_not_read_is_cut() throws IOException {
    int bytes = 10_000_000;
    assertThat(alice.put("x".repeat(bytes), "").status()).isEqualTo(200);
    try (var socket = new Socket()) {
      socket.setReceiveBufferSize(4_096);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      var request =
          "GET /%s HTTP/1.1\r\nHost: %s\r\n\r\n"
              .formatted(FileClient.hash("x".repeat(bytes)), HOST);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      var in = socket.getInputStream();
      assertThat(TestEngineServer.head(in)).contains("Content-Length: " + bytes);
      nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
      int read = 0;
      try {
        read = in.readAllBytes().length;
      } catch (SocketException _) {
        // The connection was reset.
      }
      assertThat(read).isLessThan(bytes);
    }
    assertThat(alice.get(FileClient.hash("x".repeat(bytes))).body()).hasSize(bytes);
  }
}
