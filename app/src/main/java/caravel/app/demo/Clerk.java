package caravel.app.demo;

import caravel.nostr.MalformedException;
import caravel.nostr.Msats;
import caravel.nostr.PublicKey;
import caravel.nostr.Stamp;
import caravel.nostr.bolt11.PaymentRequest;
import caravel.nostr.nwc.Transaction;
import caravel.nostr.nwc.WalletAnswer;
import caravel.nostr.nwc.WalletAnswer.Code;
import caravel.nostr.nwc.WalletRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Answers the requests to the demo's wallet: the platform may receive payments, other keys may
/// pay.
record Clerk(DemoLedger ledger, PublicKey platform) {
  private static final Set<String> EARNING =
      Set.of("get_info", "get_balance", "make_invoice", "lookup_invoice");
  private static final Set<String> SPENDING =
      Set.of("get_info", "get_balance", "get_budget", "pay_invoice", "lookup_invoice");

  /// The methods for either side.
  static final Set<String> METHODS =
      Set.of(
          "get_info", "get_balance", "get_budget", "make_invoice", "pay_invoice", "lookup_invoice");

  static final Set<String> NOTIFICATIONS = Set.of("payment_received", "payment_sent");

  /// @param settled the invoice that was paid just now; null = none
  record Reply(WalletAnswer answer, @Nullable Bill settled) {}

  Reply reply(PublicKey client, WalletRequest request, Stamp stamp) {
    var allowed = client.equals(platform) ? EARNING : SPENDING;
    var balance = ledger.balance(client);
    if (balance.isEmpty()) {
      return refusal(request, Code.UNAUTHORIZED, "This wallet doesn’t know you.");
    }
    if (!METHODS.contains(request.method())) {
      return refusal(request, Code.NOT_IMPLEMENTED, "This wallet can’t do that.");
    }
    if (!allowed.contains(request.method())) {
      return refusal(request, Code.RESTRICTED, "This connection isn’t allowed to do that.");
    }
    return switch (request) {
      case WalletRequest.GetInfo _ ->
          said(
              new WalletAnswer.Info(
                  "Demo wallet, no real money", "regtest", allowed, NOTIFICATIONS));
      case WalletRequest.GetBalance _ -> said(new WalletAnswer.Balance(balance.get()));
      case WalletRequest.GetBudget _ -> said(budget(balance.get()));
      case WalletRequest.MakeInvoice make -> make(client, make, stamp);
      case WalletRequest.LookupInvoice(var hash) -> lookUp(client, request, hash, stamp.now());
      case WalletRequest.LookupByInvoice(var invoice) ->
          lookUp(client, request, hash(invoice), stamp.now());
      case WalletRequest.PayInvoice(var invoice, _) ->
          pay(client, request, hash(invoice), stamp.now());
      case WalletRequest.Other _ ->
          refusal(request, Code.NOT_IMPLEMENTED, "This wallet can’t do that.");
    };
  }

  /// The spent part of the first gift.
  private static WalletAnswer budget(Msats balance) {
    var total = Msats.ofSats(DemoLedger.GIFT_SATS);
    var used = new Msats(Math.max(0, total.value() - balance.value()));
    return new WalletAnswer.Budget(used, total, "never");
  }

  private Reply make(PublicKey client, WalletRequest.MakeInvoice make, Stamp stamp) {
    var expiry = make.expirySeconds();
    try {
      var bill =
          ledger.make(
              client,
              new DemoLedger.Wanted(make.amount(), make.description(), expiry == null ? 0 : expiry),
              stamp);
      return said(
          new WalletAnswer.InvoiceMade(bill.seen(Transaction.Direction.INCOMING, stamp.now())));
    } catch (IllegalArgumentException refused) {
      return refusal(make, Code.OTHER, "That’s not a valid invoice.");
    }
  }

  private Reply lookUp(PublicKey client, WalletRequest request, String hash, long now) {
    var bill = ledger.find(hash).orElse(null);
    if (bill != null && bill.payee().equals(client)) {
      return said(new WalletAnswer.InvoiceFound(bill.seen(Transaction.Direction.INCOMING, now)));
    }
    var receipt = bill == null ? null : bill.receipt();
    if (bill != null && receipt != null && receipt.payer().equals(client)) {
      return said(new WalletAnswer.InvoiceFound(bill.seen(Transaction.Direction.OUTGOING, now)));
    }
    return refusal(request, Code.NOT_FOUND, "This wallet doesn’t know that payment.");
  }

  private Reply pay(PublicKey client, WalletRequest request, String hash, long now) {
    return switch (ledger.pay(client, hash, now)) {
      case DemoLedger.Outcome.Done(var bill, var fresh) ->
          new Reply(
              new WalletAnswer.Paid(bill.paper().preimage(), new Msats(0)), fresh ? bill : null);
      case DemoLedger.Outcome.Unaffordable _ ->
          refusal(
              request,
              Code.INSUFFICIENT_BALANCE,
              "There isn’t enough play money left in this wallet.");
      case DemoLedger.Outcome.Failed(var sentence) ->
          refusal(request, Code.PAYMENT_FAILED, sentence);
    };
  }

  /// `""` if the text is not an invoice: no invoice has that hash.
  private static String hash(String invoice) {
    try {
      return PaymentRequest.parse(invoice).terms().paymentHash();
    } catch (MalformedException _) {
      return "";
    }
  }

  private static Reply said(WalletAnswer answer) {
    return new Reply(answer, null);
  }

  private static Reply refusal(WalletRequest request, Code code, String sentence) {
    return said(new WalletAnswer.Refused(request.method(), code, sentence));
  }
}
