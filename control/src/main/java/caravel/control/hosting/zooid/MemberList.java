package caravel.control.hosting.zooid;

import caravel.control.hosting.Membership;
import caravel.control.hosting.RelaySpec;
import caravel.nostr.ClientMessage;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.Nip42;
import caravel.nostr.PublicKey;
import caravel.nostr.RelayMessage;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.jspecify.annotations.Nullable;

/// The members as the relay itself publishes them (kind 13534, NIP-43), read with its own key: for
/// zooids whose API has no members route.
final class MemberList {
  /// Longest message that is read; a member is 77 bytes.
  static final int MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

  private static final int MEMBERS_KIND = 13_534;
  private static final int MESSAGES_MAX = 100;
  private static final String SUBSCRIPTION = "members";

  private final ZooidSettings settings;
  private final WebSocketClient client;
  private final InstantSource clock;
  private final Duration timeout;

  MemberList(
      ZooidSettings settings, WebSocketClient client, InstantSource clock, Duration timeout) {
    this.settings = settings;
    this.client = client;
    this.clock = clock;
    this.timeout = timeout;
  }

  Membership read(RelaySpec spec) {
    if (spec.inactive()) {
      return new Membership.Unknown("this zooid tells members only of a relay that is online");
    }
    var dial = Dial.to(spec.identity().host(), settings);
    var socket = new Socket();
    try {
      client.connect(socket, upgrade(dial)).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return converse(socket, dial.authUrl(), spec.identity().secret());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Membership.Unknown("interrupted");
    } catch (ExecutionException | TimeoutException | IOException failed) {
      return new Membership.Unknown(
          Calls.reason(failed.getCause() == null ? failed : failed.getCause()));
    } finally {
      socket.close();
    }
  }

  private ClientUpgradeRequest upgrade(Dial dial) {
    var request = new ClientUpgradeRequest(dial.webSocket());
    request.setHeader("Host", dial.host());
    request.setTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    return request;
  }

  /// The question waits for the answer to AUTH: a zooid refuses every second one that does not.
  private Membership converse(Socket socket, String url, SecretKey key)
      throws InterruptedException {
    @Nullable Event newest = null;
    for (var i = 0; i < MESSAGES_MAX; i++) {
      var message = socket.next(timeout).orElse(null);
      switch (message) {
        case null -> {
          return new Membership.Unknown("the relay fell silent");
        }
        case RelayMessage.Auth(var challenge) -> {
          var now = clock.instant().getEpochSecond();
          socket.send(new ClientMessage.Authenticate(Nip42.answer(key, url, challenge, now)));
        }
        case RelayMessage.Ok(_, var accepted, var text) -> {
          if (!accepted) {
            return new Membership.Unknown("the relay refuses its own key: " + harmless(text));
          }
          socket.send(new ClientMessage.Subscribe(SUBSCRIPTION, question(key.publicKey())));
        }
        case RelayMessage.EventFor(_, var event) -> {
          if (isTheList(event, key.publicKey())
              && (newest == null || newest.createdAt() < event.createdAt())) {
            newest = event;
          }
        }
        case RelayMessage.Eose _ -> {
          return new Membership.Listed(newest == null ? List.of() : members(newest));
        }
        case RelayMessage.Closed(_, var text) -> {
          return new Membership.Unknown("the relay refuses its own key: " + harmless(text));
        }
        case RelayMessage.Notice _, RelayMessage.Other _ -> {}
      }
    }
    return new Membership.Unknown("the relay talks about other things");
  }

  private static Filter question(PublicKey self) {
    return new Filter(
        Set.of(), Set.of(self.hex()), Set.of(MEMBERS_KIND), Map.of(), 0, Long.MAX_VALUE, 1, "");
  }

  /// The signature may be stripped; the id and the name on it are not.
  private static boolean isTheList(Event event, PublicKey self) {
    return event.kind() == MEMBERS_KIND && event.pubkey().equals(self) && event.hasValidId();
  }

  private static List<PublicKey> members(Event list) {
    return keys(list.tagValues("member").stream(), list.pubkey());
  }

  /// Ascending, each once, without `self` and without what is no key.
  static List<PublicKey> keys(Stream<String> hex, PublicKey self) {
    return hex.flatMap(MemberList::key)
        .filter(key -> !key.equals(self))
        .distinct()
        .sorted()
        .toList();
  }

  private static Stream<PublicKey> key(String hex) {
    try {
      return Stream.of(PublicKey.parse(hex));
    } catch (IllegalArgumentException _) {
      return Stream.empty();
    }
  }

  private static String harmless(String text) {
    return Verdict.harmless(text, List.of());
  }
}
