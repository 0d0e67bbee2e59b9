package caravel.control.notify.nostr;

import caravel.control.notify.Messenger.Found;
import caravel.control.notify.Messenger.Posted;
import caravel.control.outbound.RelayConnection;
import caravel.nostr.ClientMessage;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.Nip42;
import caravel.nostr.PublicKey;
import caravel.nostr.RelayMessage;
import caravel.nostr.SecretKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One conversation with an untrusted relay, bounded in time and in the amount read. The robot
/// authenticates once if the relay requires it (NIP-42).
final class RelayConversation {
  /// Time limit of the whole conversation.
  static final Duration WAIT_MAX = Duration.ofSeconds(8);

  static final int MESSAGES_MAX = 200;
  static final int EVENTS_MAX = 20;

  private static final String SUBSCRIPTION = "caravel";
  private static final String AUTH_REQUIRED = "auth-required:";
  private static final String DUPLICATE = "duplicate:";

  private final RelayConnection connection;
  private final String url;
  private final SecretKey key;
  private final InstantSource clock;
  private final long end;
  private int heard;
  private @Nullable String challenge;
  private @Nullable EventId answered;
  private boolean wantsAuth;

  RelayConversation(
      RelayConnection connection,
      String url,
      SecretKey key,
      InstantSource clock,
      Duration waitMax) {
    this.end = System.nanoTime() + waitMax.toNanos();
    this.connection = connection;
    this.url = url;
    this.key = key;
    this.clock = clock;
  }

  Posted post(Event event) throws InterruptedException {
    var message = new ClientMessage.Publish(event);
    connection.send(message);
    for (var next = hear(); next.isPresent(); next = hear()) {
      if (!(next.orElseThrow() instanceof RelayMessage.Ok(var id, var accepted, var text))) {
        continue;
      }
      if (id.equals(answered)) {
        if (!accepted) {
          return new Posted.Refused(text);
        }
        connection.send(message);
      } else if (id.equals(event.id())) {
        if (accepted || text.startsWith(DUPLICATE)) {
          return new Posted.Taken();
        }
        if (!text.startsWith(AUTH_REQUIRED) || answered != null) {
          return new Posted.Refused(text);
        }
        authenticate();
      }
    }
    return new Posted.Silent(silence());
  }

  Found find(PublicKey author, Set<Integer> kinds) throws InterruptedException {
    var question = new ClientMessage.Subscribe(SUBSCRIPTION, filter(author, kinds));
    var events = new ArrayList<Event>();
    connection.send(question);
    for (var next = hear(); next.isPresent(); next = hear()) {
      switch (next.orElseThrow()) {
        case RelayMessage.EventFor(var _, var event) -> {
          if (isWanted(event, author, kinds) && events.size() < EVENTS_MAX) {
            events.add(event);
          }
        }
        case RelayMessage.Eose _ -> {
          return new Found.Events(events);
        }
        case RelayMessage.Closed(var _, var text) -> {
          if (!text.startsWith(AUTH_REQUIRED) || answered != null) {
            return new Found.Silent(text);
          }
          authenticate();
        }
        case RelayMessage.Ok(var id, var accepted, var text) -> {
          if (id.equals(answered)) {
            if (!accepted) {
              return new Found.Silent(text);
            }
            connection.send(question);
          }
        }
        case RelayMessage.Auth _, RelayMessage.Notice _, RelayMessage.Other _ -> {}
      }
    }
    return events.isEmpty() ? new Found.Silent(silence()) : new Found.Events(events);
  }

  /// Reads the next message. Stores challenges, and answers them if authentication is required.
  private Optional<RelayMessage> hear() throws InterruptedException {
    var left = end - System.nanoTime();
    if (left <= 0 || heard++ >= MESSAGES_MAX) {
      return Optional.empty();
    }
    var next = connection.next(Duration.ofNanos(left));
    if (next.orElse(null) instanceof RelayMessage.Auth(var given)) {
      challenge = given;
      if (wantsAuth) {
        authenticate();
      }
    }
    return next;
  }

  private void authenticate() {
    var given = challenge;
    wantsAuth = given == null;
    if (given != null) {
      var answer = Nip42.answer(key, url, given, clock.instant().getEpochSecond());
      answered = answer.id();
      connection.send(new ClientMessage.Authenticate(answer));
    }
  }

  private String silence() {
    return heard > MESSAGES_MAX ? "it talks without end" : "no answer in time";
  }

  private static Filter filter(PublicKey author, Set<Integer> kinds) {
    return new Filter(
        Set.of(), Set.of(author.hex()), kinds, Map.of(), 0, Long.MAX_VALUE, EVENTS_MAX, "");
  }

  private static boolean isWanted(Event event, PublicKey author, Set<Integer> kinds) {
    return event.pubkey().equals(author)
        && kinds.contains(event.kind())
        && event.check() == Event.Check.GENUINE;
  }
}
