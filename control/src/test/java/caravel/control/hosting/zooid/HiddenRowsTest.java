package caravel.control.hosting.zooid;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.hosting.AnsweringRelay;
import caravel.control.hosting.EventArchive.ExportResult;
import caravel.control.hosting.RelaySpec;
import caravel.control.relay.RelaySettings;
import caravel.nostr.ClientMessage;
import caravel.nostr.Event;
import caravel.nostr.RelayMessage;
import caravel.nostr.SecretKey;
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

  private AnsweringRelay relay;
  private ZooidHost host;

  @BeforeEach
  void start() {
    relay = new AnsweringRelay(this::answer);
    var url = URI.create("http://" + relay.host());
    host = ZooidHost.open(new ZooidSettings(url, KEY, url, null, null), InstantSource.system());
  }

  @AfterEach
  void stop() {
    host.close();
    relay.close();
  }

  private void answer(WsContext context, ClientMessage.Subscribe asked) {
    var name = asked.subscription();
    var filter = asked.filters().getFirst();
    rows.stream()
        .filter(filter::matches)
        .limit(WireEvents.PAGE_EVENTS)
        .filter(row -> rows.indexOf(row) % HIDDEN_EVERY > 0)
        .forEach(row -> context.send(new RelayMessage.EventFor(name, row).write()));
    context.send(new RelayMessage.Eose(name).write());
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
        new RelaySpec.Identity("one", relay.host(), "one_1", KEY),
        true,
        false,
        new RelaySpec.Info("One", "", "", KEY.publicKey()),
        RelaySettings.of(),
        new RelaySpec.Limits(null, null));
  }
}
