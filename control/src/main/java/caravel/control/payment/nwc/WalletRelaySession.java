package caravel.control.payment.nwc;

import caravel.nostr.ClientMessage;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.Nip42;
import caravel.nostr.RelayMessage;
import caravel.outbound.RelayConnection;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The messages over one socket to one relay of a wallet: authentication if the relay requires it
/// (NIP-42), the subscription, and the requests.
final class WalletRelaySession {
  /// Most messages from a relay of a tenant's wallet. A relay that sends more is not doing its job.
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

  /// Requests sent over this relay whose callers still wait.
  private final Map<EventId, Event> carried = new ConcurrentHashMap<>();

  /// Requests whose answers are subscribed to here, over whichever relay they were sent.
  private final Set<EventId> listening = ConcurrentHashMap.newKeySet();

  /// Requests that the relay accepts only after authentication.
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

  /// Runs until the socket is closed, or the relay refuses the platform.
  ///
  /// @param lasting whether the number of messages is unlimited
  /// @return the reason for the end
  String listen(boolean lasting) throws InterruptedException {
    subscribe();
    for (int i = 0; lasting || i < MESSAGES_MAX; i++) {
      var message = socket.next(PING_EVERY).orElse(null);
      if (message != null) {
        var refusal = handle(message);
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

  /// Reports to the waiting callers that this relay is lost.
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

  /// Subscribes to an answer. Called before the request is sent, because an answer without a
  /// subscriber is lost.
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

  /// @return the reason to end the session; null = go on
  private @Nullable String handle(RelayMessage message) {
    switch (message) {
      case RelayMessage.Auth(var challenge) -> signIn(challenge);
      case RelayMessage.Ok(var id, var accepted, var text) -> {
        return handleOk(id, accepted, text);
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
          // The authentication challenge may still arrive.
          return text.startsWith(AUTH_REQUIRED) && signIns < SIGN_INS_MAX ? null : refused(text);
        }
      }
      case RelayMessage.Notice _, RelayMessage.Other _ -> {
        // These messages need no action.
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

  private @Nullable String handleOk(EventId id, boolean accepted, String text) {
    if (id.equals(signIn)) {
      signIn = null;
      signedIn |= accepted;
      if (accepted) {
        // Before authentication the relay may have returned fewer events.
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
    return WalletText.clean(text, WORDS_MAX);
  }
}
