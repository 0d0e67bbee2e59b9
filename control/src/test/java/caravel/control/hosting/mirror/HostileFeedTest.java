package caravel.control.hosting.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.control.hosting.AnsweringRelay;
import caravel.nostr.ClientMessage;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.RelayMessage;
import caravel.nostr.SecretKey;
import caravel.outbound.RelayConversation.Identity;
import caravel.outbound.RelayDialer.DialResult;
import caravel.outbound.WebSocketDialer;
import io.javalin.websocket.WsContext;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Relays over real sockets that answer otherwise than they are asked. Each reading ends.
final class HostileFeedTest {
  private static final SecretKey KEY = SecretKey.parse("01".repeat(32));
  private static final long SECOND = 1_700_000_000;

  private final WebSocketDialer dialer = WebSocketDialer.forRelayHost(MirrorHost.MESSAGE_BYTES_MAX);
  private final AtomicLong invented = new AtomicLong();
  private final AtomicLong taken = new AtomicLong();
  private volatile BiConsumer<WsContext, ClientMessage.Subscribe> answer = (_, _) -> {};
  private AnsweringRelay relay;
  private RelayFeed feed;

  @BeforeEach
  void connect() throws Exception {
    relay = new AnsweringRelay(this::hear);
    var host = relay.host();
    var dialled = dialer.dialHost(URI.create("ws://" + host), host);
    assertThat(dialled).isInstanceOf(DialResult.Open.class);
    var identity = new Identity(KEY, "ws://" + host, true, InstantSource.system());
    feed = new RelayFeed(((DialResult.Open) dialled).connection(), identity, _ -> {});
    feed.open();
  }

  @AfterEach
  void close() {
    feed.close();
    dialer.close();
    relay.close();
  }

  private void hear(WsContext context, ClientMessage.Subscribe asked) {
    if (asked.subscription().equals("live")) {
      context.send(new RelayMessage.Eose("live").write());
    } else {
      answer.accept(context, asked);
    }
  }

  private void send(WsContext context, String subscription, int events, long at) {
    for (int i = 0; i < events && context.session.isOpen(); i++) {
      var event = Event.sign(KEY, at, 1, List.of(), "event " + invented.incrementAndGet());
      context.send(new RelayMessage.EventFor(subscription, event).write());
    }
  }

  private PagedRead reading() {
    return new PagedRead(feed, Filter.all(), Long.MAX_VALUE, _ -> taken.incrementAndGet());
  }

  private void readAll() throws Exception {
    for (var pages = reading(); pages.next(); ) {}
  }

  @Test
  void a_page_without_an_end_is_given_up() {
    answer = (context, asked) -> send(context, asked.subscription(), 700, SECOND);
    assertThatThrownBy(this::readAll).hasMessageContaining("more events than it is asked for");
    assertThat(taken).hasValueLessThanOrEqualTo(PagedRead.PAGE_EVENTS + 100);
  }

  @Test
  void new_events_of_the_same_second_for_ever_are_given_up() {
    answer =
        (context, asked) -> {
          send(context, asked.subscription(), PagedRead.PAGE_EVENTS, SECOND);
          context.send(new RelayMessage.Eose(asked.subscription()).write());
        };
    assertThatThrownBy(this::readAll).hasMessageContaining("that it is not asked for");
    assertThat(taken).hasValueLessThanOrEqualTo(5 * PagedRead.PAGE_EVENTS);
  }

  @Test
  void a_refusal_is_one_line_of_bounded_length() {
    var text = "restricted: " + "no\n".repeat(1_000);
    answer =
        (context, asked) ->
            context.send(new RelayMessage.Closed(asked.subscription(), text).write());
    assertThatThrownBy(this::readAll)
        .hasMessageStartingWith("the relay refuses its own key: restricted: no no")
        .hasMessageNotContaining("\n")
        .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(300));
  }
}
