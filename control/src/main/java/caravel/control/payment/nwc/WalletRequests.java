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

/// The state of one wallet and the pending requests to it. Every relay of the wallet delivers its
/// events here. Events are verified, because relays are not trusted.
final class WalletRequests {
  /// Most pending requests to one wallet.
  static final int QUESTIONS_MAX = 64;

  private record DatedInfo(long at, WalletInfo info) {}

  private final WalletConnection connection;
  private final Consumer<WalletNotification> listener;
  private final Runnable learned;
  private final Map<EventId, CompletableFuture<WalletReply>> waiting = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable DatedInfo> newestInfo = new AtomicReference<>();

  /// @param learned called for each new info event of the wallet
  WalletRequests(
      WalletConnection connection, Consumer<WalletNotification> listener, Runnable learned) {
    this.connection = connection;
    this.listener = listener;
    this.learned = learned;
  }

  WalletConnection connection() {
    return connection;
  }

  /// The wallet's newest info event.
  Optional<WalletInfo> info() {
    return Optional.ofNullable(newestInfo.get()).map(DatedInfo::info);
  }

  /// Registers a pending request; empty = there are too many.
  Optional<CompletableFuture<WalletReply>> await(EventId request) {
    if (waiting.size() >= QUESTIONS_MAX) {
      return Optional.empty();
    }
    var reply = new CompletableFuture<WalletReply>();
    waiting.put(request, reply);
    return Optional.of(reply);
  }

  /// Ignores any later answer to a request.
  void forget(EventId request) {
    waiting.remove(request);
  }

  void settle(EventId request, WalletReply reply) {
    var caller = waiting.remove(request);
    if (caller != null) {
      caller.complete(reply);
    }
  }

  void take(Event event) {
    try {
      switch (event.kind()) {
        case Kinds.WALLET_INFO -> learn(event);
        case Nip47.RESPONSE -> answer(event);
        case Nip47.NOTIFICATION, Nip47.NOTIFICATION_NIP04 -> handleNotification(event);
        default -> {
          // The event was not requested.
        }
      }
    } catch (MalformedException _) {
      // The event is not the wallet's, or not for this client.
    }
  }

  private void learn(Event event) {
    var known = newestInfo.get();
    if (known != null && known.at() >= event.createdAt()) {
      return;
    }
    var fresh = new DatedInfo(event.createdAt(), WalletInfo.parse(event, connection.wallet()));
    newestInfo.accumulateAndGet(fresh, WalletRequests::newer);
    learned.run();
  }

  private static @Nullable DatedInfo newer(@Nullable DatedInfo known, @Nullable DatedInfo fresh) {
    return known != null && fresh != null && known.at() >= fresh.at() ? known : fresh;
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
      if (isFromWallet(event)) {
        settle(request.get(), new WalletReply.Unknown("the wallet's answer cannot be read"));
      }
    }
  }

  /// Whether the wallet itself signed the event. An invalid event of another author must not end a
  /// request.
  private boolean isFromWallet(Event event) {
    return event.pubkey().equals(connection.wallet()) && event.check() == Event.Check.GENUINE;
  }

  private static Optional<EventId> named(Event event) {
    try {
      return event.tagValue("e").map(EventId::new);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// Handles a notification. A wallet with both encryptions sends each notification twice; the
  /// older encryption is ignored.
  private void handleNotification(Event event) {
    var best = info().flatMap(WalletInfo::encryption).orElse(null);
    if (best == Encryption.NIP44_V2 && event.kind() == Nip47.NOTIFICATION_NIP04) {
      return;
    }
    listener.accept(Nip47.readNotification(event, connection));
  }
}
