package caravel.control.payment.nwc;

import caravel.nostr.ClientMessage;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.Kinds;
import caravel.nostr.nwc.Nip47;
import caravel.nostr.nwc.WalletConnection;
import java.util.List;

/// What a client listens for.
final class WalletFilters {
  /// Notifications of the time before; where the relay keeps any.
  static final int NOTIFICATIONS_MAX = 20;

  /// Answers to one request; a wallet gives one.
  private static final int ANSWERS_MAX = 4;

  private WalletFilters() {}

  /// What the wallet says of itself, and its notifications. Nothing is bounded by time: the
  /// wallet's clock is its own.
  static ClientMessage.Subscribe ofWallet(String name, WalletConnection connection) {
    var wallet = List.of(connection.wallet());
    return new ClientMessage.Subscribe(
        name,
        List.of(
            Filter.all().withKinds(Kinds.WALLET_INFO).withAuthors(wallet).withLimit(1),
            Filter.all()
                .withKinds(Nip47.NOTIFICATION, Nip47.NOTIFICATION_NIP04)
                .withAuthors(wallet)
                .withTag("p", List.of(connection.client().hex()))
                .withLimit(NOTIFICATIONS_MAX)));
  }

  /// The answer to one request, found by the request alone: some wallets name nobody in it.
  static ClientMessage.Subscribe ofAnswer(EventId request, WalletConnection connection) {
    return new ClientMessage.Subscribe(
        name(request),
        Filter.all()
            .withKinds(Nip47.RESPONSE)
            .withAuthors(List.of(connection.wallet()))
            .withTag("e", List.of(request.hex()))
            .withLimit(ANSWERS_MAX));
  }

  /// Nobody waits for it any longer.
  static ClientMessage.Unsubscribe over(EventId request) {
    return new ClientMessage.Unsubscribe(name(request));
  }

  private static String name(EventId request) {
    return "answer-" + request.hex().substring(0, 16);
  }
}
