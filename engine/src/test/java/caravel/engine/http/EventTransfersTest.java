package caravel.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.engine.store.EventStore.Change;
import caravel.engine.store.Sync;
import caravel.engine.store.TestStores;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Json;
import caravel.nostr.LineReader;
import caravel.nostr.Nip98;
import caravel.nostr.SecretKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Export and import of events over the management API: streaming, cuts, slow readers and limits.
final class EventTransfersTest {
  private static final SecretKey ALICE = SecretKey.parse("06".repeat(32));
  private static final String PATH = "/relay/a/events";

  @TempDir Path folder;
  private RunningEngine engine;

  @BeforeEach
  void start() {
    engine = new RunningEngine(folder);
    make("a");
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  private void make(String id) {
    assertThat(engine.api("POST", "/relay/" + id, RunningEngine.body(id + ".x", id, "")).status())
        .isEqualTo(201);
  }

  private static Event note(int i, int characters) {
    return Event.sign(ALICE, 1_700_000_000 + i / 10, 1, List.of(), i + "x".repeat(characters));
  }

  private static String lines(int count, int characters) {
    return IntStream.range(0, count)
        .mapToObj(i -> EventJson.write(note(i, characters)) + "\n")
        .collect(Collectors.joining());
  }

  private static String counts(RawHttp.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    var result = Json.tree(answer.body());
    return "%s %s %s".formatted(result.get("imported"), result.get("known"), result.get("invalid"));
  }

  /// The lines of a chunked answer, without the frames of the chunks.
  private List<String> export(String path) throws IOException {
    try (var socket = request("GET", path, "")) {
      return events(socket);
    }
  }

  private static List<String> events(Socket socket) throws IOException {
    var in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    var found = new ArrayList<String>();
    for (var line = in.readLine(); line != null && !line.equals("0"); line = in.readLine()) {
      if (line.startsWith("{")) {
        found.add(line);
      }
    }
    return found;
  }

  private Socket request(String method, String path, String more) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(8_192);
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), engine.port()));
    var query = path.indexOf('?');
    var url = "http://" + RunningEngine.API_HOST + (query < 0 ? path : path.substring(0, query));
    var now = InstantSource.system().instant().getEpochSecond();
    var head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: "
            + RunningEngine.API_HOST
            + "\r\nAuthorization: "
            + Nip98.token(RunningEngine.API, url, method, null, now)
            + "\r\n"
            + more
            + "\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  @Test
  void what_was_imported_is_exported_line_by_line_and_other_relays_have_none_of_it()
      throws IOException {
    make("b");
    assertThat(counts(engine.api("POST", PATH, lines(250, 10)))).isEqualTo("250 0 0");
    assertThat(counts(engine.api("POST", PATH, lines(251, 10)))).isEqualTo("1 250 0");
    var exported = export(PATH);
    assertThat(exported.stream().filter(line -> line.contains("\"kind\":1,"))).hasSize(251);
    assertThat(export("/relay/b/events")).noneMatch(line -> line.contains("\"kind\":1,"));
    var cut = Json.tree(exported.get(99));
    var after = cut.get("created_at").asLong() + "-" + cut.get("id").asString();
    assertThat(export(PATH + "?after=" + after)).isEqualTo(exported.subList(100, exported.size()));
  }

  @Test
  void strangers_and_unknown_relays_are_refused() {
    for (var method : new String[] {"GET", "POST"}) {
      assertThat(engine.api(SecretKey.generate(), method, PATH, "", Map.of()).status())
          .isEqualTo(403);
      assertThat(engine.api(RunningEngine.RELAY, method, PATH, "", Map.of()).status())
          .as("the relay's own key is not an operator's")
          .isEqualTo(403);
      assertThat(
              RawHttp.send(engine.port(), method, RunningEngine.API_HOST, PATH, Map.of(), "")
                  .status())
          .isEqualTo(401);
      assertThat(engine.api(method, "/relay/none/events", "").status()).isEqualTo(404);
    }
    assertThat(engine.api("PUT", PATH, "").header("allow")).isEqualTo("GET, POST");
    for (var cursor : new String[] {"1", "-", "x-" + "0".repeat(64), "1-" + "g".repeat(64)}) {
      assertThat(engine.api("GET", PATH + "?after=" + cursor, "").status()).isEqualTo(400);
    }
  }

  @Test
  void a_line_beyond_the_bound_is_one_bad_line_and_the_next_one_counts() {
    var body = "x".repeat(LineReader.EVENT_BYTES_MAX + 1) + "\n" + lines(1, 10) + "\u0000\n" + "{}";
    var answer = engine.api("POST", PATH, body);
    assertThat(counts(answer)).isEqualTo("1 0 3");
    assertThat(Json.tree(answer.body()).get("problems").valueStream())
        .extracting(problem -> problem.get("line").asInt())
        .containsExactly(1, 3, 4);
  }

  @Test
  void an_import_that_is_cut_keeps_whole_batches_and_is_repeated_without_harm() throws IOException {
    var body = lines(2_000, 10);
    try (var socket =
        request("POST", PATH, "Content-Length: " + (body.length() + 1_000) + "\r\n")) {
      socket.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
      await().until(() -> export(PATH).size() >= 1_500);
    }
    var answer = engine.api("POST", PATH, body);
    var result = Json.tree(answer.body());
    assertThat(result.get("imported").asInt() + result.get("known").asInt()).isEqualTo(2_000);
    assertThat(result.get("known").asInt()).isGreaterThanOrEqualTo(1_500);
  }

  @Test
  void a_reader_that_stops_holds_back_the_export_and_others_are_served() throws Exception {
    engine.api("POST", PATH, lines(20_000, 400));
    var before = exportedBytes();
    try (var stopped = request("GET", PATH, "")) {
      assertThat(stopped.getInputStream().read()).isEqualTo('H');
      assertThat(exportedBytes()).isEqualTo(before);
      assertThat(engine.api("GET", "/relay/a/members", "").status()).isEqualTo(200);
      assertThat(events(stopped)).as("the slow reader gets everything").hasSizeGreaterThan(19_999);
    }
  }

  private long exportedBytes() throws IOException {
    return export(PATH).stream().mapToLong(String::length).sum();
  }

  @Test
  void more_exports_than_the_bound_are_told_to_come_back() throws Exception {
    engine.api("POST", PATH, lines(20_000, 400));
    var readers = new ArrayList<Socket>();
    try {
      for (int i = 0; i < EventTransfers.EXPORTS_MAX; i++) {
        var socket = request("GET", PATH, "");
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        readers.add(socket);
      }
      var refused = engine.api("GET", PATH, "");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isNotEmpty();
    } finally {
      for (var socket : readers) {
        socket.close();
      }
    }
    await().until(() -> engine.api("GET", PATH, "").status() == 200);
  }

  @Test
  void an_export_of_a_deleted_relay_ends_without_its_last_chunk() throws Exception {
    engine.api("POST", PATH, lines(20_000, 400));
    try (var socket = request("GET", PATH, "")) {
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      assertThat(engine.api("DELETE", "/relay/a?purge=1", "").status()).isEqualTo(200);
      byte[] rest;
      try {
        rest = socket.getInputStream().readAllBytes();
      } catch (IOException cut) {
        return;
      }
      assertThat(new String(rest, StandardCharsets.UTF_8)).doesNotEndWith("\r\n0\r\n\r\n");
    }
  }

  /// A file whose events another process wrote is read like any other.
  @Test
  void an_inactive_relay_is_exported_too() throws Exception {
    engine.close();
    try (var stores = TestStores.open(folder.resolve("relays"), Sync.NORMAL)) {
      stores.open("a").write(List.of(new Change.Save(note(1, 1)))).join();
    }
    engine = new RunningEngine(folder);
    assertThat(engine.api("PATCH", "/relay/a", "{\"inactive\":true}").status()).isEqualTo(200);
    assertThat(export(PATH)).anyMatch(line -> line.contains(note(1, 1).id().hex()));
  }
}
