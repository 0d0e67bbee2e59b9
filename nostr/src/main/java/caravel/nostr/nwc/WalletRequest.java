package caravel.nostr.nwc;

import caravel.nostr.Hex;
import caravel.nostr.Json;
import caravel.nostr.MalformedException;
import caravel.nostr.Msats;
import org.jspecify.annotations.Nullable;

/// What a client asks of a wallet.
public sealed interface WalletRequest {
  /// An invoice by which the wallet is paid.
  ///
  /// @param expirySeconds for how long it can be paid; null leaves it to the wallet
  record MakeInvoice(Msats amount, String description, @Nullable Long expirySeconds)
      implements WalletRequest {}

  /// What became of an invoice or a payment.
  ///
  /// @param paymentHash 64 lower-case hex digits
  record LookupInvoice(String paymentHash) implements WalletRequest {
    public LookupInvoice {
      if (!Hex.isLowerCase(paymentHash, 64)) {
        throw new IllegalArgumentException("a payment hash is 64 lower-case hex digits");
      }
    }
  }

  /// What became of this invoice, for wallets that are asked by its text.
  record LookupByInvoice(String invoice) implements WalletRequest {}

  /// @param amount where the invoice names none, else null
  record PayInvoice(String invoice, @Nullable Msats amount) implements WalletRequest {}

  record GetInfo() implements WalletRequest {}

  record GetBalance() implements WalletRequest {}

  /// How much this connection may still spend; not in NIP-47, but many wallets tell it.
  record GetBudget() implements WalletRequest {}

  /// A method that only the wallet's side ever meets: it is answered as not implemented.
  record Other(String name) implements WalletRequest {}

  /// The word on the wire.
  default String method() {
    return switch (this) {
      case MakeInvoice _ -> "make_invoice";
      case LookupInvoice _, LookupByInvoice _ -> "lookup_invoice";
      case PayInvoice _ -> "pay_invoice";
      case GetInfo _ -> "get_info";
      case GetBalance _ -> "get_balance";
      case GetBudget _ -> "get_budget";
      case Other(var name) -> name;
    };
  }

  /// One line of JSON.
  default String write() {
    var request = Json.mapper().createObjectNode();
    request.put("method", method());
    var params = request.putObject("params");
    switch (this) {
      case MakeInvoice(var amount, var description, var expirySeconds) -> {
        params.put("amount", amount.value()).put("description", description);
        if (expirySeconds != null) {
          params.put("expiry", expirySeconds.longValue());
        }
      }
      case LookupInvoice(var paymentHash) -> params.put("payment_hash", paymentHash);
      case LookupByInvoice(var invoice) -> params.put("invoice", invoice);
      case PayInvoice(var invoice, var amount) -> {
        params.put("invoice", invoice);
        if (amount != null) {
          params.put("amount", amount.value());
        }
      }
      case GetInfo _, GetBalance _, GetBudget _, Other _ -> {
        // They need nothing.
      }
    }
    return request.toString();
  }

  /// @throws MalformedException when it is no request, or a known one lacks what it needs
  static WalletRequest parse(String json) {
    var request = new JsonFields(Wire.object(json), "the request");
    var method = request.text("method");
    var params = request.object("params");
    return switch (method) {
      case "make_invoice" ->
          new MakeInvoice(
              params.msats("amount"),
              params.textOr("description", ""),
              params.numberOrNull("expiry"));
      case "lookup_invoice" -> {
        var paymentHash = params.hexOrNull("payment_hash");
        yield paymentHash != null
            ? new LookupInvoice(paymentHash)
            : new LookupByInvoice(params.text("invoice"));
      }
      case "pay_invoice" -> new PayInvoice(params.text("invoice"), params.msatsOrNull("amount"));
      case "get_info" -> new GetInfo();
      case "get_balance" -> new GetBalance();
      case "get_budget" -> new GetBudget();
      default -> new Other(method);
    };
  }
}
