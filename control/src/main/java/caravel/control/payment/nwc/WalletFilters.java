package caravel.control.payment.nwc;

import caravel.nostr.ClientMessage;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.Kinds;
import caravel.nostr.nwc.Nip47;
import caravel.nostr.nwc.WalletConnection;
import java.util.List;

/// The subscriptions of a NIP-47 client.
final class WalletFilters {
  /// Most past notifications requested from a relay.
  static final int NOTIFICATIONS_MAX = 20;

  /// Most answers to one request; a correct wallet sends one.
  private static final int ANSWERS_MAX = 4;

  private WalletFilters() {}

  /// Subscribes to the wallet's info event and notifications. The filter has no time limit, because
  /// the wallet's clock may differ.
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

  /// Subscribes to the answer to one request by its `e` tag only: some wallets set no `p` tag.
  static ClientMessage.Subscribe ofAnswer(EventId request, WalletConnection connection) {
    return new ClientMessage.Subscribe(
        name(request),
        Filter.all()
            .withKinds(Nip47.RESPONSE)
            .withAuthors(List.of(connection.wallet()))
            .withTag("e", List.of(request.hex()))
            .withLimit(ANSWERS_MAX));
  }

  /// Ends the subscription to an answer.
  static ClientMessage.Unsubscribe over(EventId request) {
    return new ClientMessage.Unsubscribe(name(request));
  }

  private static String name(EventId request) {
    return "answer-" + request.hex().substring(0, 16);
  }
}
