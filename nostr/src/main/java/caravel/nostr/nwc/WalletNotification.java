package caravel.nostr.nwc;

import caravel.nostr.Json;
import caravel.nostr.MalformedException;

/// An unrequested message of a wallet. A reason to look up a payment, never a proof.
public sealed interface WalletNotification {
  record PaymentReceived(Transaction transaction) implements WalletNotification {}

  record PaymentSent(Transaction transaction) implements WalletNotification {}

  /// A notification of an unknown type.
  record Other(String type) implements WalletNotification {}

  /// Writes the notification as one line of JSON.
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

  /// @throws MalformedException when it is not a notification, or a known one lacks a required
  ///   field
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
