package caravel.nostr.nwc;

import caravel.nostr.Json;
import caravel.nostr.MalformedException;
import caravel.nostr.Msats;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A wallet's answer to a request.
public sealed interface WalletAnswer {
  /// Answer to `make_invoice`.
  record InvoiceMade(Transaction transaction) implements WalletAnswer {}

  /// Answer to `lookup_invoice`.
  record InvoiceFound(Transaction transaction) implements WalletAnswer {}

  /// Answer to `pay_invoice`. Only the payer's claim.
  ///
  /// @param preimage 64 lower-case hex digits, or null = not reported
  /// @param fees null = not reported
  record Paid(@Nullable String preimage, @Nullable Msats fees) implements WalletAnswer {}

  /// Answer to `get_info`.
  ///
  /// @param alias the node's name, possibly empty
  /// @param network `mainnet`, `testnet`, `signet`, `regtest` or `""`
  record Info(String alias, String network, Set<String> methods, Set<String> notifications)
      implements WalletAnswer {
    public Info {
      methods = Set.copyOf(methods);
      notifications = Set.copyOf(notifications);
    }
  }

  /// Answer to `get_balance`.
  record Balance(Msats amount) implements WalletAnswer {}

  /// Answer to `get_budget`. Without a limit both amounts are null.
  ///
  /// @param renewal `daily`, `weekly`, `monthly`, `yearly`, `never` or `""`
  record Budget(@Nullable Msats used, @Nullable Msats total, String renewal)
      implements WalletAnswer {}

  /// An error, in answer to any request.
  ///
  /// @param method of the request, `""` = not reported
  /// @param text the wallet's message for people
  record Refused(String method, Code code, String text) implements WalletAnswer {}

  /// The result of an unknown method.
  record Other(String method) implements WalletAnswer {}

  /// The error code. The names are the words on the wire.
  enum Code {
    RATE_LIMITED,
    NOT_IMPLEMENTED,
    INSUFFICIENT_BALANCE,
    QUOTA_EXCEEDED,
    RESTRICTED,
    UNAUTHORIZED,
    INTERNAL,
    UNSUPPORTED_ENCRYPTION,
    PAYMENT_FAILED,
    NOT_FOUND,
    /// Also stands for every unknown code.
    OTHER;

    static Code named(String word) {
      for (var code : values()) {
        if (code.name().equals(word)) {
          return code;
        }
      }
      return OTHER;
    }
  }

  /// The method that this answers.
  default String method() {
    return switch (this) {
      case InvoiceMade _ -> "make_invoice";
      case InvoiceFound _ -> "lookup_invoice";
      case Paid _ -> "pay_invoice";
      case Info _ -> "get_info";
      case Balance _ -> "get_balance";
      case Budget _ -> "get_budget";
      case Refused(var method, _, _) -> method;
      case Other(var method) -> method;
    };
  }

  /// Writes the answer as one line of JSON.
  default String write() {
    var answer = Json.mapper().createObjectNode();
    answer.put("result_type", method());
    if (this instanceof Refused(_, var code, var text)) {
      answer.putObject("error").put("code", code.name()).put("message", text);
      answer.putNull("result");
      return answer.toString();
    }
    answer.putNull("error");
    var result = answer.putObject("result");
    switch (this) {
      case InvoiceMade(var transaction) -> transaction.write(result);
      case InvoiceFound(var transaction) -> transaction.write(result);
      case Paid(var preimage, var fees) -> {
        result.put("preimage", preimage == null ? "" : preimage);
        if (fees != null) {
          result.put("fees_paid", fees.value());
        }
      }
      case Info(var alias, var network, var methods, var notifications) -> {
        result.put("alias", alias).put("network", network);
        var known = result.putArray("methods");
        methods.stream().sorted().forEach(known::add);
        var told = result.putArray("notifications");
        notifications.stream().sorted().forEach(told::add);
      }
      case Balance(var amount) -> result.put("balance", amount.value());
      case Budget(var used, var total, var renewal) -> {
        if (used != null && total != null) {
          result.put("used_budget", used.value()).put("total_budget", total.value());
          result.put("renewal_period", renewal);
        }
      }
      case Refused _, Other _ -> {
        // Written above, or without known fields.
      }
    }
    return answer.toString();
  }

  /// @throws MalformedException when it is not an answer, or a known one lacks a required field
  static WalletAnswer parse(String json) {
    var answer = new JsonFields(Wire.object(json), "the wallet's answer");
    if (answer.has("error")) {
      var error = answer.object("error");
      return new Refused(
          answer.textOr("result_type", ""),
          Code.named(error.textOr("code", "")),
          error.textOr("message", ""));
    }
    var method = answer.text("result_type");
    if (!answer.has("result")) {
      throw new MalformedException("the wallet's answer has neither result nor error");
    }
    var result = answer.object("result");
    return switch (method) {
      case "make_invoice" -> new InvoiceMade(Transaction.read(result));
      case "lookup_invoice" -> new InvoiceFound(Transaction.read(result));
      case "pay_invoice" -> new Paid(result.hexOrNull("preimage"), result.msatsOrNull("fees_paid"));
      case "get_info" ->
          new Info(
              result.textOr("alias", ""),
              result.textOr("network", ""),
              result.words("methods"),
              result.words("notifications"));
      case "get_balance" -> new Balance(result.msats("balance"));
      case "get_budget" ->
          new Budget(
              result.msatsOrNull("used_budget"),
              result.msatsOrNull("total_budget"),
              result.textOr("renewal_period", ""));
      default -> new Other(method);
    };
  }
}
