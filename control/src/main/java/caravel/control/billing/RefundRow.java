package caravel.control.billing;

import caravel.control.billing.core.Refund;
import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import caravel.nostr.PublicKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A refund or lost dispute of a payment: one row of `refunds`.
///
/// @param id of a refund that an operator requests: its idempotency key at the processor; else the
///   processor's id
/// @param money in the currency of the prices
/// @param cents at the processor; 0 = paid outside
record RefundRow(
    String id, Target target, Money money, long cents, Request request, Progress progress) {
  /// The payment that is refunded.
  ///
  /// @param invoice that the payment was made for; null = money on account
  record Target(String paymentId, @Nullable InvoiceId invoice, PublicKey tenant) {}

  /// @param reason the operator's; `""` = it was made at the processor
  /// @param actor an admin's key as hex, or [BillingLedger#ACTOR]
  /// @param at by the wall clock
  record Request(Refund.Kind kind, PaidBy paidBy, String reason, String actor, Instant at) {}

  /// @param externalId the processor's; `""` = not known yet, or paid outside
  /// @param looks how often it was looked up
  record Progress(State state, String externalId, int looks) {}

  enum PaidBy {
    PROCESSOR,
    /// The operator pays it outside the platform; only the row is kept here.
    OPERATOR
  }

  enum State {
    /// The processor was asked and has not confirmed it yet.
    ASKED,
    SUCCEEDED,
    FAILED
  }

  /// As the API shows it.
  Map<String, Object> shown() {
    var json = new LinkedHashMap<String, Object>();
    json.put("id", id);
    json.put("tenant_pubkey", target.tenant().hex());
    json.put("invoice_id", target.invoice() == null ? "" : target.invoice().value());
    json.put("total", money.shown());
    json.put("status", progress.state() == State.SUCCEEDED ? "succeeded" : "pending");
    json.put("paid_by", request.paidBy().name().toLowerCase(Locale.ROOT));
    json.put("reason", request.reason());
    json.put("created_at", request.at().getEpochSecond());
    return json;
  }
}
