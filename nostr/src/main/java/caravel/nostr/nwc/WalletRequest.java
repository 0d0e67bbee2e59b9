package caravel.nostr.nwc;

import caravel.nostr.Hex;
import caravel.nostr.Json;
import caravel.nostr.MalformedException;
import caravel.nostr.Msats;
import org.jspecify.annotations.Nullable;

/// A client's request to a wallet.
public sealed interface WalletRequest {
  /// Asks for an invoice that pays the wallet.
  ///
  /// @param expirySeconds lifetime of the invoice; null = the wallet chooses
  record MakeInvoice(Msats amount, String description, @Nullable Long expirySeconds)
      implements WalletRequest {}

  /// Asks for the state of an invoice or a payment.
  ///
  /// @param paymentHash 64 lower-case hex digits
  record LookupInvoice(String paymentHash) implements WalletRequest {
    public LookupInvoice {
      if (!Hex.isLowerCase(paymentHash, 64)) {
        throw new IllegalArgumentException("a payment hash is 64 lower-case hex digits");
      }
    }
  }

  /// Asks for the state of an invoice by its text, for wallets that require the text.
  record LookupByInvoice(String invoice) implements WalletRequest {}

  /// @param amount for an invoice without an amount, else null
  record PayInvoice(String invoice, @Nullable Msats amount) implements WalletRequest {}

  record GetInfo() implements WalletRequest {}

  record GetBalance() implements WalletRequest {}

  /// Asks for the remaining budget of this connection. Not in NIP-47, but many wallets support it.
  record GetBudget() implements WalletRequest {}

  /// An unknown method. Only the wallet's side meets it, and answers that it is not implemented.
  record Other(String name) implements WalletRequest {}

  /// The name on the wire.
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

  /// Writes the request as one line of JSON.
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
        // These have no parameters.
      }
    }
    return request.toString();
  }

  /// @throws MalformedException when it is not a request, or a known one lacks a required field
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
