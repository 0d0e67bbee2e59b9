package caravel.control.payment.nwc;

import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.Kinds;
import caravel.nostr.MalformedException;
import caravel.nostr.nwc.Encryption;
import caravel.nostr.nwc.Nip47;
import caravel.nostr.nwc.WalletConnection;
import caravel.nostr.nwc.WalletInfo;
import caravel.nostr.nwc.WalletNotification;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What is known of one wallet, and who waits for its answers: every relay of it brings its events
/// here, and nothing is believed of a relay.
final class WalletRequests {
  /// Questions to one wallet at once.
  static final int QUESTIONS_MAX = 64;

  private record Told(long at, WalletInfo info) {}

  private final WalletConnection connection;
  private final Consumer<WalletNotification> listener;
  private final Runnable learned;
  private final Map<EventId, CompletableFuture<WalletReply>> waiting = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Told> told = new AtomicReference<>();

  /// @param learned whenever the wallet said something of itself
  WalletRequests(
      WalletConnection connection, Consumer<WalletNotification> listener, Runnable learned) {
    this.connection = connection;
    this.listener = listener;
    this.learned = learned;
  }

  WalletConnection connection() {
    return connection;
  }

  /// The newest that the wallet said of itself.
  Optional<WalletInfo> info() {
    return Optional.ofNullable(told.get()).map(Told::info);
  }

  /// Empty when too many wait already.
  Optional<CompletableFuture<WalletReply>> await(EventId request) {
    if (waiting.size() >= QUESTIONS_MAX) {
      return Optional.empty();
    }
    var reply = new CompletableFuture<WalletReply>();
    waiting.put(request, reply);
    return Optional.of(reply);
  }

  /// Whatever comes for it from now on is too late.
  void forget(EventId request) {
    waiting.remove(request);
  }

  void settle(EventId request, WalletReply reply) {
    var asker = waiting.remove(request);
    if (asker != null) {
      asker.complete(reply);
    }
  }

  void take(Event event) {
    try {
      switch (event.kind()) {
        case Kinds.WALLET_INFO -> learn(event);
        case Nip47.RESPONSE -> answer(event);
        case Nip47.NOTIFICATION, Nip47.NOTIFICATION_NIP04 -> hear(event);
        default -> {
          // Nobody asked for it.
        }
      }
    } catch (MalformedException _) {
      // Not the wallet's, or not for us.
    }
  }

  private void learn(Event event) {
    var known = told.get();
    if (known != null && known.at() >= event.createdAt()) {
      return;
    }
    var heard = new Told(event.createdAt(), WalletInfo.parse(event, connection.wallet()));
    told.accumulateAndGet(heard, WalletRequests::newer);
    learned.run();
  }

  private static @Nullable Told newer(@Nullable Told known, @Nullable Told heard) {
    return known != null && heard != null && known.at() >= heard.at() ? known : heard;
  }

  private void answer(Event event) {
    var request = named(event);
    if (request.isEmpty() || !waiting.containsKey(request.get())) {
      return;
    }
    try {
      var answered = Nip47.readResponse(event, connection);
      settle(answered.request(), new WalletReply.Answered(answered.answer(), event.createdAt()));
    } catch (MalformedException unreadable) {
      if (isTheWallets(event)) {
        settle(request.get(), new WalletReply.Unknown("the wallet's answer cannot be read"));
      }
    }
  }

  /// Whether the wallet itself signed it: nobody else's garbage ends the waiting.
  private boolean isTheWallets(Event event) {
    return event.pubkey().equals(connection.wallet()) && event.check() == Event.Check.GENUINE;
  }

  private static Optional<EventId> named(Event event) {
    try {
      return event.tagValue("e").map(EventId::new);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// Wallets that speak both encryptions tell everything twice.
  private void hear(Event event) {
    var best = info().flatMap(WalletInfo::encryption).orElse(null);
    if (best == Encryption.NIP44_V2 && event.kind() == Nip47.NOTIFICATION_NIP04) {
      return;
    }
    listener.accept(Nip47.readNotification(event, connection));
  }
}
