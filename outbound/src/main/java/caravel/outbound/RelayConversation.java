package caravel.outbound;

import caravel.nostr.ClientMessage;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.Nip42;
import caravel.nostr.RelayMessage;
import caravel.nostr.SecretKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Publishes one event to a relay or asks it one question, bounded in time and in messages. Signs
/// in (NIP-42) at most once.
public final class RelayConversation {
  /// For all of a conversation.
  public static final Duration WAIT_MAX = Duration.ofSeconds(8);

  static final int MESSAGES_MAX = 200;

  private static final String SUBSCRIPTION = "caravel";
  private static final String AUTH_REQUIRED = "auth-required:";
  private static final String DUPLICATE = "duplicate:";

  private final RelayConnection connection;
  private final Identity identity;
  private final long end;
  private final int messagesMax;
  private int heard;
  private @Nullable String challenge;
  private @Nullable EventId answered;
  private boolean wantsAuth;

  /// Who signs in.
  ///
  /// @param url the relay's address as it expects it in the signed event
  /// @param first whether to sign in before anything else, or only when the relay demands it
  public record Identity(SecretKey key, String url, boolean first, InstantSource clock) {}

  /// The relay's answer to a published event.
  public sealed interface Published {
    /// The relay has it, or had it already.
    record Accepted() implements Published {}

    record Refused(String text) implements Published {}

    /// No answer came: the event may have arrived.
    record Unanswered(String why) implements Published {}
  }

  /// The stored events that a relay returned.
  public sealed interface Stored {
    record Events(List<Event> events) implements Stored {}

    record Refused(String text) implements Stored {}

    /// The relay did not say that this is all.
    ///
    /// @param events that came until then
    record Unfinished(String why, List<Event> events) implements Stored {}
  }

  public RelayConversation(RelayConnection connection, Identity identity, Duration waitMax) {
    this(connection, identity, waitMax, MESSAGES_MAX);
  }

  /// @param messagesMax messages that are read before the conversation ends
  public RelayConversation(
      RelayConnection connection, Identity identity, Duration waitMax, int messagesMax) {
    this.messagesMax = messagesMax;
    this.end = System.nanoTime() + waitMax.toNanos();
    this.connection = connection;
    this.identity = identity;
  }

  public Published publish(Event event) throws InterruptedException {
    var message = new ClientMessage.Publish(event);
    begin(message);
    for (var next = hear(); next.isPresent(); next = hear()) {
      if (!(next.orElseThrow() instanceof RelayMessage.Ok(var id, var accepted, var text))) {
        continue;
      }
      if (id.equals(answered)) {
        if (!accepted) {
          return new Published.Refused(text);
        }
        connection.send(message);
      } else if (id.equals(event.id())) {
        if (accepted || text.startsWith(DUPLICATE)) {
          return new Published.Accepted();
        }
        if (!text.startsWith(AUTH_REQUIRED) || answered != null) {
          return new Published.Refused(text);
        }
        authenticate();
      }
    }
    return new Published.Unanswered(silence());
  }

  /// @param wanted other events are passed over
  /// @param eventsMax of the wanted ones, more are passed over
  public Stored query(Filter filter, Predicate<Event> wanted, int eventsMax)
      throws InterruptedException {
    var question = new ClientMessage.Subscribe(SUBSCRIPTION, filter);
    var events = new ArrayList<Event>();
    begin(question);
    for (var next = hear(); next.isPresent(); next = hear()) {
      switch (next.orElseThrow()) {
        case RelayMessage.EventFor(var _, var event) -> {
          if (events.size() < eventsMax && wanted.test(event)) {
            events.add(event);
          }
        }
        case RelayMessage.Eose _ -> {
          return new Stored.Events(events);
        }
        case RelayMessage.Closed(var _, var text) -> {
          if (!text.startsWith(AUTH_REQUIRED) || answered != null) {
            return new Stored.Refused(text);
          }
          authenticate();
        }
        case RelayMessage.Ok(var id, var accepted, var text) -> {
          if (id.equals(answered)) {
            if (!accepted) {
              return new Stored.Refused(text);
            }
            connection.send(question);
          }
        }
        case RelayMessage.Auth _, RelayMessage.Notice _, RelayMessage.Other _ -> {}
      }
    }
    return new Stored.Unfinished(silence(), events);
  }

  private void begin(ClientMessage message) {
    if (identity.first()) {
      wantsAuth = true;
    } else {
      connection.send(message);
    }
  }

  /// Reads the next message. Stores challenges, and answers them if authentication is required.
  private Optional<RelayMessage> hear() throws InterruptedException {
    var left = end - System.nanoTime();
    if (left <= 0 || heard++ >= messagesMax) {
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
      var now = identity.clock().instant().getEpochSecond();
      var answer = Nip42.answer(identity.key(), identity.url(), given, now);
      answered = answer.id();
      connection.send(new ClientMessage.Authenticate(answer));
    }
  }

  private String silence() {
    return heard > messagesMax ? "it talks without end" : "no answer in time";
  }
}
