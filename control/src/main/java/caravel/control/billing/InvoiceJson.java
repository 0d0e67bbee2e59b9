package caravel.control.billing;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// An invoice as the API shows it.
final class InvoiceJson {
  private InvoiceJson() {}

  /// @param now of the billing clock: grace that stands still is shown as if it went on now
  static Map<String, Object> of(InvoiceRow invoice, Instant now) {
    var life = invoice.life();
    var json = new LinkedHashMap<String, Object>();
    json.put("id", invoice.id().value());
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
    }
    var voided = life.voided();
    if (voided != null) {
      json.put("voided_at", voided.at().getEpochSecond());
      json.put("void_reason", voided.reason());
    }
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
