package caravel.control.billing;

import caravel.control.billing.core.Draft;
import caravel.nostr.PublicKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// An invoice as the API shows it.
final class InvoiceJson {
  private InvoiceJson() {}

  /// @param now of the billing clock; a stopped grace is shown as if it resumed now
  static Map<String, Object> of(InvoiceRow invoice, Instant now) {
    var life = invoice.life();
    var json = new LinkedHashMap<String, Object>();
    json.put("id", invoice.id().value());
    json.put("number", invoice.number().toString());
    json.put("tenant_pubkey", invoice.tenant().hex());
    json.put("amount", invoice.cents());
    json.put("total", invoice.total().shown());
    json.put("period_start", invoice.period().start().getEpochSecond());
    json.put("period_end", invoice.period().end().getEpochSecond());
    json.put("created_at", life.createdAt().getEpochSecond());
    json.put("due_at", dueAt(life, now).getEpochSecond());
    json.put("status", life.status());
    var paid = life.paid();
    if (paid != null) {
      json.put("paid_at", paid.at().getEpochSecond());
      json.put("method", paid.method());
      if (paid.isBooked()) {
        json.put("booked_by_operator", true);
      }
    }
    putReversal(json, invoice.reversal());
    var voided = life.voided();
    if (voided != null) {
      json.put("voided_at", voided.at().getEpochSecond());
      json.put("void_reason", voided.reason());
      if (!voided.note().isEmpty()) {
        json.put("void_note", voided.note());
      }
    }
    return json;
  }

  private static void putReversal(Map<String, Object> json, InvoiceRow.Reversal reversal) {
    if (!reversal.refunded().isZero()) {
      json.put("refunded", reversal.refunded().shown());
    }
    if (!reversal.pending().isZero()) {
      json.put("refund_pending", reversal.pending().shown());
    }
    if (!reversal.dispute().isEmpty()) {
      json.put("dispute", reversal.dispute());
    }
  }

  /// The draft in the shape of an invoice.
  ///
  /// @param dueAt the due date if it became an invoice now
  static Map<String, Object> ofDraft(
      PublicKey tenant, Draft draft, long cents, Instant now, Instant dueAt) {
    var start = now;
    var end = now;
    for (var item : draft.items()) {
      var line = InvoiceLine.of(item);
      start = line.start().isBefore(start) ? line.start() : start;
      end = line.end().isAfter(end) ? line.end() : end;
    }
    var json = new LinkedHashMap<String, Object>();
    json.put("id", "draft");
    json.put("tenant_pubkey", tenant.hex());
    json.put("amount", cents);
    json.put("total", ItemJson.shown(draft.total()));
    json.put("period_start", start.getEpochSecond());
    json.put("period_end", end.getEpochSecond());
    json.put("created_at", now.getEpochSecond());
    json.put("due_at", dueAt.getEpochSecond());
    json.put("status", "draft");
    return json;
  }

  private static Instant dueAt(InvoiceRow.Life life, Instant now) {
    if (life.dueAt() != null) {
      return life.dueAt();
    }
    var left = life.graceLeft();
    return left == null ? now : now.plusSeconds(left);
  }
}
