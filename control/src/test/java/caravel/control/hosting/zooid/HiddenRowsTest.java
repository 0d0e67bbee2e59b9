package caravel.control.hosting.zooid;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.hosting.EventArchive.ExportResult;
import caravel.control.hosting.RelaySpec;
import caravel.control.relay.RelaySettings;
import caravel.nostr.ClientMessage;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.RelayMessage;
import caravel.nostr.SecretKey;
import io.javalin.Javalin;
import io.javalin.websocket.WsContext;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A relay over real sockets that hides rows after it has applied the limit, as an older zooid
/// does.
final class HiddenRowsTest {
  private static final SecretKey KEY = SecretKey.parse("01".repeat(32));
  private static final int ROWS = 3 * WireEvents.PAGE_EVENTS;

  /// Every third row is hidden.
  private static final int HIDDEN_EVERY = 3;

  /// Newest first, one for each second.
  private final List<Event> rows =
      IntStream.range(0, ROWS)
          .mapToObj(i -> Event.sign(KEY, 1_700_000_000 - i, 1, List.of(), "note " + i))
          .toList();

  private Javalin server;
  private ZooidHost host;

  @BeforeEach
  void start() {
    server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.routes.ws(
                      "/",
                      socket -> {
                        socket.onConnect(
                            context -> context.send(new RelayMessage.Auth("challenge").write()));
                        socket.onMessage(
                            context -> hear(context, ClientMessage.parse(context.message())));
                      });
                })
            .start("127.0.0.1", 0);
    var url = URI.create("http://127.0.0.1:" + server.port());
    host = ZooidHost.open(new ZooidSettings(url, KEY, url, null, null), InstantSource.system());
  }

  @AfterEach
  void stop() {
    host.close();
    server.stop();
  }

  private void hear(WsContext context, ClientMessage message) {
    switch (message) {
      case ClientMessage.Authenticate(var event) ->
          context.send(new RelayMessage.Ok(event.id(), true, "").write());
      case ClientMessage.Subscribe(var name, var filters) -> {
        answer(context, name, filters.getFirst());
        context.send(new RelayMessage.Eose(name).write());
      }
      default -> {}
    }
  }

  private void answer(WsContext context, String subscription, Filter filter) {
    rows.stream()
        .filter(filter::matches)
        .limit(WireEvents.PAGE_EVENTS)
        .filter(row -> rows.indexOf(row) % HIDDEN_EVERY > 0)
        .forEach(row -> context.send(new RelayMessage.EventFor(subscription, row).write()));
  }

  @Test
  void a_short_page_never_ends_an_export() throws Exception {
    var out = new ByteArrayOutputStream();
    assertThat(host.exportEvents(spec(), "", out)).isEqualTo(new ExportResult.Complete());
    assertThat(out.toString(StandardCharsets.UTF_8).lines().distinct())
        .hasSize(ROWS - ROWS / HIDDEN_EVERY);
  }

  private RelaySpec spec() {
    return new RelaySpec(
        new RelaySpec.Identity("one", "127.0.0.1:" + server.port(), "one_1", KEY),
        true,
        false,
        new RelaySpec.Info("One", "", "", KEY.publicKey()),
        RelaySettings.of(),
        new RelaySpec.Limits(null, null));
  }
}
