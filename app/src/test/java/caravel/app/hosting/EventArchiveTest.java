package caravel.app.hosting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.control.hosting.EventArchive.ExportResult;
import caravel.control.hosting.EventArchive.ImportResult;
import caravel.control.hosting.EventArchive.LineProblem;
import caravel.control.hosting.RelayHost.ApplyResult;
import caravel.control.hosting.RelayHost.PeopleChange;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelaySpec;
import caravel.control.hosting.zooid.ZooidHost;
import caravel.control.hosting.zooid.ZooidSettings;
import caravel.control.relay.RelaySettings;
import caravel.control.relay.RelaySettings.Switch;
import caravel.engine.Engine;
import caravel.engine.EngineSettings;
import caravel.engine.store.Sync;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.SecretKey;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Exports and imports through the platform's client: on the engine by its routes, and on a host
/// without them over the wire, as on a stock zooid.
final class EventArchiveTest {
  private static final SecretKey API_KEY = SecretKey.parse("09".repeat(32));
  private static final SecretKey RELAY_KEY = SecretKey.parse("01".repeat(32));
  private static final SecretKey OWNER = SecretKey.parse("02".repeat(32));
  private static final SecretKey MEMBER = SecretKey.parse("07".repeat(32));
  private static final RelaySettings PLAIN =
      RelaySettings.of(Switch.MANAGEMENT, Switch.PUBLIC_READ);

  @TempDir Path folder;
  private Engine engine;
  private ZooidHost host;
  private HttpServer stock;
  private ZooidHost stockHost;

  @BeforeEach
  void start() throws IOException {
    var port = freePort();
    engine =
        Engine.start(
            new EngineSettings(
                new EngineSettings.Listen("127.0.0.1", port),
                new EngineSettings.Folders(
                    folder.resolve("config"), folder.resolve("relays"), folder.resolve("media")),
                new EngineSettings.Api("127.0.0.1:" + port, Set.of(API_KEY.publicKey())),
                Sync.NORMAL,
                List.of()),
            InstantSource.system());
    host = open(URI.create("http://127.0.0.1:" + port), null);
    stock = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    stock.createContext(
        "/",
        exchange -> {
          // A stock zooid's router answers paths that it does not know so.
          var text = "404 page not found\n".getBytes(UTF_8);
          exchange.getRequestBody().close();
          exchange.sendResponseHeaders(404, text.length);
          exchange.getResponseBody().write(text);
          exchange.close();
        });
    stock.start();
    stockHost =
        open(
            URI.create("http://127.0.0.1:" + stock.getAddress().getPort()),
            URI.create("http://127.0.0.1:" + port));
  }

  @AfterEach
  void stop() {
    stockHost.close();
    stock.stop(0);
    host.close();
    engine.close();
  }

  private static ZooidHost open(URI api, @Nullable URI relays) {
    return ZooidHost.open(
        new ZooidSettings(api, API_KEY, relays, null, null), InstantSource.system());
  }

  private RelaySpec made(String id) {
    var spec = spec(id, PLAIN, false);
    assertThat(host.apply(spec)).isEqualTo(new ApplyResult.Accepted());
    return spec;
  }

  private RelaySpec spec(String id, RelaySettings settings, boolean inactive) {
    return new RelaySpec(
        new RelaySpec.Identity(id, id + ".localhost:" + engine.port(), id + "_1", RELAY_KEY),
        true,
        inactive,
        new RelaySpec.Info("One", "", "first", OWNER.publicKey()),
        settings,
        new RelaySpec.Limits(null, null));
  }

  private static List<String> notes(int count, int perSecond) {
    var lines = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      var event = Event.sign(MEMBER, 1_700_000_000 + i / perSecond, 1, List.of(), "note " + i);
      lines.add(EventJson.write(event));
    }
    return lines;
  }

  private static InputStream file(List<String> lines) {
    return new ByteArrayInputStream(String.join("\n", lines).getBytes(UTF_8));
  }

  private static List<String> export(ZooidHost from, RelaySpec spec) throws IOException {
    var out = new ByteArrayOutputStream();
    assertThat(from.exportEvents(spec, "", out)).isEqualTo(new ExportResult.Complete());
    return out.toString(UTF_8).lines().toList();
  }

  private static Set<String> notesOf(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("{\"kind\":1,"))
        .map(line -> EventJson.parse(line).id().hex())
        .collect(Collectors.toSet());
  }

  @Test
  void the_engine_gives_back_what_it_was_given_and_says_what_it_refused() throws IOException {
    var one = made("one");
    var lines = new ArrayList<>(notes(3_000, 10));
    lines.add(1_000, "nonsense");
    assertThat(host.importEvents(one, file(lines)))
        .isEqualTo(
            new ImportResult.Complete(
                3_000,
                0,
                1,
                List.of(new LineProblem(1_001, "", "invalid: this line is not a Nostr event"))));
    assertThat(notesOf(export(host, one))).isEqualTo(notesOf(notes(3_000, 10)));
    lines.remove(1_000);
    assertThat(host.importEvents(one, file(lines)))
        .isEqualTo(new ImportResult.Complete(0, 3_000, 0, List.of()));
    assertThat(host.importEvents(one, InputStream.nullInputStream()))
        .isEqualTo(new ImportResult.Complete(0, 0, 0, List.of()));
  }

  @Test
  void a_relay_that_is_offline_is_exported_by_the_engine() throws IOException {
    var one = made("one");
    host.importEvents(one, file(notes(5, 1)));
    var offline = spec("one", PLAIN, true);
    host.apply(offline);
    assertThat(notesOf(export(host, offline))).hasSize(5);
  }

  @Test
  void an_unknown_relay_and_a_dead_engine_are_unknown() throws IOException {
    var none = spec("none", PLAIN, false);
    assertThat(host.exportEvents(none, "", OutputStream.nullOutputStream()))
        .isInstanceOf(ExportResult.Unknown.class);
    assertThat(host.importEvents(none, file(notes(1, 1)))).isInstanceOf(ImportResult.Unknown.class);
    engine.close();
    assertThat(host.exportEvents(none, "", OutputStream.nullOutputStream()))
        .isInstanceOf(ExportResult.Unknown.class);
  }

  @Test
  void a_client_that_breaks_off_is_not_the_hosts_failure() throws IOException {
    var one = made("one");
    host.importEvents(one, file(notes(3_000, 10)));
    var broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("the client is gone");
          }
        };
    assertThatThrownBy(() -> host.exportEvents(one, "", broken)).hasMessage("the client is gone");
    var cut =
        new FilterInputStream(new ByteArrayInputStream("bad\n".repeat(50_000).getBytes(UTF_8))) {
          @Override
          public int read(byte[] part, int from, int length) throws IOException {
            int read = super.read(part, from, length);
            if (read < 0) {
              throw new IOException("the upload is cut");
            }
            return read;
          }
        };
    assertThatThrownBy(() -> host.importEvents(one, cut)).hasMessage("the upload is cut");
    assertThat(notesOf(export(host, one))).hasSize(3_000);
  }

  @Test
  void a_stock_zooid_is_exported_over_the_wire_with_the_relays_own_key() throws IOException {
    var one = made("one");
    host.change(one, new PeopleChange.Add(MEMBER.publicKey()));
    // Seconds with more events than a page, and with exactly one page.
    host.importEvents(one, file(notes(1_700, 700)));
    var lines = export(stockHost, one);
    assertThat(notesOf(lines)).isEqualTo(notesOf(notes(1_700, 700)));
    assertThat(lines).doesNotHaveDuplicates().anyMatch(line -> line.startsWith("{\"kind\":13534,"));
  }

  @Test
  void a_stock_zooid_that_hides_events_of_one_second_is_no_complete_export() throws IOException {
    var one = made("one");
    host.importEvents(one, file(notes(1_300, 1_300)));
    assertThat(stockHost.exportEvents(one, "", OutputStream.nullOutputStream()))
        .isInstanceOfSatisfying(
            ExportResult.Unknown.class,
            unknown -> assertThat(unknown.why()).contains("1700000000"));
  }

  @Test
  void a_stock_zooid_exports_neither_offline_relays_nor_events_without_signatures()
      throws IOException {
    made("one");
    for (var spec :
        List.of(
            spec("one", PLAIN, true),
            spec("one", RelaySettings.of(Switch.STRIP_SIGNATURES), false))) {
      assertThat(stockHost.exportEvents(spec, "", OutputStream.nullOutputStream()))
          .isInstanceOf(ExportResult.Refused.class);
    }
    assertThat(stockHost.importEvents(spec("one", PLAIN, true), file(notes(1, 1))))
        .isInstanceOf(ImportResult.Refused.class);
  }

  @Test
  void an_import_into_a_stock_zooid_publishes_what_it_can_and_names_the_command_for_the_rest()
      throws IOException {
    var one = made("one");
    assertThat(host.change(one, new PeopleChange.Add(MEMBER.publicKey())))
        .isInstanceOf(RelayReply.Answered.class);
    var recipient = List.of(List.of("p", MEMBER.publicKey().hex()));
    var wrap = Event.sign(SecretKey.generate(), 1_700_000_000, 1_059, recipient, "sealed");
    var foreign = notes(1, 1).getFirst();
    var result =
        stockHost.importEvents(one, file(List.of(EventJson.write(wrap), foreign, "nonsense", "")));
    assertThat(result)
        .isInstanceOfSatisfying(
            ImportResult.Complete.class,
            complete -> {
              assertThat(complete.imported()).isEqualTo(1);
              assertThat(complete.invalid()).isEqualTo(2);
              assertThat(complete.problems().getFirst().message())
                  .contains("zooid import --relay one");
            });
    assertThat(export(host, one)).anyMatch(line -> line.contains(wrap.id().hex()));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
