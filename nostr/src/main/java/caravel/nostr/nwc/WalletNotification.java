package caravel.nostr.nwc;

import caravel.nostr.Json;
import caravel.nostr.MalformedException;

/// What a wallet tells unasked: a reason to look up, never a proof.
public sealed interface WalletNotification {
  record PaymentReceived(Transaction transaction) implements WalletNotification {}

  record PaymentSent(Transaction transaction) implements WalletNotification {}

  /// One of a later version.
  record Other(String type) implements WalletNotification {}

  /// One line of JSON.
  default String write() {
    var out = Json.mapper().createObjectNode();
    var notification = out.putObject("notification");
    var type =
        switch (this) {
          case PaymentReceived(var transaction) -> {
            transaction.write(notification);
            yield "payment_received";
          }
          case PaymentSent(var transaction) -> {
            transaction.write(notification);
            yield "payment_sent";
          }
          case Other(var other) -> other;
        };
    return out.put("notification_type", type).toString();
  }

  /// @throws MalformedException when it is no notification, or a known one lacks what it needs
  static WalletNotification parse(String json) {
    var in = new JsonFields(Wire.object(json), "the wallet's notification");
    var type = in.text("notification_type");
    var notification = in.object("notification");
    return switch (type) {
      case "payment_received" -> new PaymentReceived(Transaction.read(notification));
      case "payment_sent" -> new PaymentSent(Transaction.read(notification));
      default -> new Other(type);
    };
  }
}
