package caravel.control.payment.nwc;

import caravel.nostr.ClientMessage;
import caravel.nostr.Filter;
import caravel.nostr.Kinds;
import caravel.nostr.nwc.Nip47;
import caravel.nostr.nwc.WalletConnection;
import java.util.List;

/// What a client listens for: what the wallet says of itself, its answers, its notifications.
final class Questions {
  /// Notifications of the time before; where the relay keeps any.
  static final int NOTIFICATIONS_MAX = 20;

  private Questions() {}

  /// Nothing is bounded by time: the wallet's clock is its own. Of old answers nobody wants any,
  /// and not every relay knows what none is.
  static ClientMessage.Subscribe of(String name, WalletConnection connection) {
    var wallet = List.of(connection.wallet());
    var client = List.of(connection.client().hex());
    return new ClientMessage.Subscribe(
        name,
        List.of(
            Filter.all().withKinds(Kinds.WALLET_INFO).withAuthors(wallet).withLimit(1),
            Filter.all()
                .withKinds(Nip47.RESPONSE)
                .withAuthors(wallet)
                .withTag("p", client)
                .withLimit(1),
            Filter.all()
                .withKinds(Nip47.NOTIFICATION, Nip47.NOTIFICATION_NIP04)
                .withAuthors(wallet)
                .withTag("p", client)
                .withLimit(NOTIFICATIONS_MAX)));
  }
}
