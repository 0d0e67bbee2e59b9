package caravel.control.payment.nwc;

import caravel.control.outbound.RelayConnection;
import caravel.nostr.ClientMessage;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.Nip42;
import caravel.nostr.RelayMessage;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What is said over one socket to one relay of a wallet: signing in where the relay asks, the
/// subscription, requests, and what becomes of them.
final class WalletRelaySession {
  /// A relay of a tenant's wallet that says more than this has something else in mind.
  static final int MESSAGES_MAX = 300;

  static final Duration PING_EVERY = Duration.ofSeconds(30);

  private static final int SIGN_INS_MAX = 3;
  private static final String AUTH_REQUIRED = "auth-required:";
  private static final int WORDS_MAX = 100;

  private final String url;
  private final RelayConnection socket;
  private final WalletEnvironment environment;
  private final WalletConversation conversation;
  private final Consumer<WalletRelayConnection.State> become;

  /// Requests that went this way and that somebody still waits for.
  private final Map<EventId, Event> carried = new ConcurrentHashMap<>();

  /// Requests whose answers are listened for here, whichever way they went.
  private final Set<EventId> listening = ConcurrentHashMap.newKeySet();

  /// What went this way and is taken only after a sign-in.
  private final Map<EventId, Event> held = new ConcurrentHashMap<>();

  private int subscriptions;
  private int signIns;
  private @Nullable EventId signIn;
  private boolean signedIn;
  private boolean open;

  WalletRelaySession(
      String url,
      RelayConnection socket,
      WalletEnvironment environment,
      WalletConversation conversation,
      Consumer<WalletRelayConnection.State> become) {
    this.url = url;
    this.socket = socket;
    this.environment = environment;
    this.conversation = conversation;
    this.become = become;
  }

  /// Until the socket is over, or the relay refuses us.
  ///
  /// @param lasting whether it may go on for ever
  /// @return why it is over
  String listen(boolean lasting) throws InterruptedException {
    subscribe();
    for (int i = 0; lasting || i < MESSAGES_MAX; i++) {
      var message = socket.next(PING_EVERY).orElse(null);
      if (message != null) {
        var refusal = hear(message);
        if (refusal != null) {
          return refusal;
        }
      } else if (socket.isOver()) {
        return "the relay closed the connection";
      } else {
        socket.ping();
      }
    }
    return "the relay talks about other things";
  }

  /// Tells those who wait that nothing more comes this way.
  void lost() {
    carried.keySet().forEach(conversation::lost);
  }

  boolean publish(Event request) {
    carried.put(request.id(), request);
    if (socket.send(new ClientMessage.Publish(request))) {
      return true;
    }
    carried.remove(request.id());
    return false;
  }

  /// To be called before anybody can answer: an answer that nobody listens for is gone.
  void listenFor(EventId request) {
    listening.add(request);
    socket.send(WalletFilters.ofAnswer(request, conversation.desk().connection()));
  }

  void forget(EventId request) {
    held.remove(request);
    carried.remove(request);
    if (listening.remove(request)) {
      socket.send(WalletFilters.over(request));
    }
  }

  private void subscribe() {
    open = false;
    subscriptions++;
    socket.send(WalletFilters.ofWallet(subscription(), conversation.desk().connection()));
  }

  private String subscription() {
    return "wallet-" + subscriptions;
  }

  /// @return why we go, or null to stay
  private @Nullable String hear(RelayMessage message) {
    switch (message) {
      case RelayMessage.Auth(var challenge) -> signIn(challenge);
      case RelayMessage.Ok(var id, var accepted, var text) -> {
        return hearOk(id, accepted, text);
      }
      case RelayMessage.EventFor(_, var event) -> conversation.desk().take(event);
      case RelayMessage.Eose(var name) -> {
        if (name.equals(subscription())) {
          open = true;
          readyUnlessSigningIn();
        }
      }
      case RelayMessage.Closed(var name, var text) -> {
        if (name.equals(subscription())) {
          open = false;
          // The challenge may still be on its way.
          return text.startsWith(AUTH_REQUIRED) && signIns < SIGN_INS_MAX ? null : refused(text);
        }
      }
      case RelayMessage.Notice _, RelayMessage.Other _ -> {
        // Nothing that we could act on.
      }
    }
    return null;
  }

  private void signIn(String challenge) {
    if (signIns++ < SIGN_INS_MAX) {
      var connection = conversation.desk().connection();
      var event = Nip42.answer(connection.secret(), url, challenge, environment.now());
      signIn = event.id();
      socket.send(new ClientMessage.Authenticate(event));
    }
  }

  private @Nullable String hearOk(EventId id, boolean accepted, String text) {
    if (id.equals(signIn)) {
      signIn = null;
      signedIn |= accepted;
      if (accepted) {
        // What was asked before may have been answered less fully.
        subscribe();
        listening.forEach(this::listenFor);
        held.values().forEach(event -> socket.send(new ClientMessage.Publish(event)));
        held.clear();
        return null;
      }
      return open ? ready() : refused(text);
    }
    var request = carried.get(id);
    if (accepted || request == null) {
      return null;
    }
    if (text.startsWith(AUTH_REQUIRED) && !signedIn) {
      held.put(id, request);
    } else {
      carried.remove(id);
      conversation.refused(request, words(text));
    }
    return null;
  }

  private void readyUnlessSigningIn() {
    if (signIn == null) {
      var _ = ready();
    }
  }

  private @Nullable String ready() {
    become.accept(new WalletRelayConnection.State.Ready());
    return null;
  }

  private static String refused(String text) {
    return "the relay refuses us: " + words(text);
  }

  private static String words(String text) {
    return WalletWords.clean(text, WORDS_MAX);
  }
}
