package caravel.control.billing;

import caravel.control.billing.core.Amount;
import caravel.control.billing.document.PeriodText;
import caravel.control.money.Money;
import caravel.control.payment.IncomingPayment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Invoice lines as the API shows them.
final class ItemJson {
  private final Function<String, String> relayNames;
  private final Function<String, String> planNames;

  /// @param relayNames the name of a relay, by its id
  /// @param planNames the name of a plan, by its id
  ItemJson(Function<String, String> relayNames, Function<String, String> planNames) {
    this.relayNames = relayNames;
    this.planNames = planNames;
  }

  /// Lines whose cents add up to `whole` exactly. The last line takes the rounding difference.
  ///
  /// @param cents of one line by itself
  List<Map<String, Object>> addingUp(List<ItemRow> rows, long whole, Function<Amount, Long> cents) {
    var shown = new ArrayList<Map<String, Object>>(rows.size());
    var left = whole;
    for (var row : rows) {
      var mine = shown.size() == rows.size() - 1 ? left : cents.apply(row.amount());
      left -= mine;
      shown.add(of(row, mine));
    }
    return shown;
  }

  /// Lines that do not add up to an invoice's total, because others moved to another invoice.
  List<Map<String, Object>> each(List<ItemRow> rows, Function<Amount, Long> cents) {
    return rows.stream().map(row -> of(row, cents.apply(row.amount()))).toList();
  }

  /// The share of an amount in the invoice's cents, rounded half up.
  static long share(Amount amount, long cents, Money total) {
    if (total.isZero()) {
      return 0;
    }
    var of = BigInteger.valueOf(total.amount());
    var twice = BigInteger.valueOf(Math.abs(amount.units())).multiply(BigInteger.valueOf(cents));
    var part = twice.shiftLeft(1).add(of).divide(of.shiftLeft(1)).longValueExact();
    return amount.isNegative() ? -part : part;
  }

  private Map<String, Object> of(ItemRow row, long cents) {
    var line = row.line();
    var json = new LinkedHashMap<String, Object>();
    json.put("id", row.id());
    put(json, "invoice_id", row.invoice());
    put(json, "activity_id", line.activityId());
    json.put("tenant_pubkey", row.tenant().hex());
    json.put("relay_id", line.subject().relayId());
    json.put("plan_id", line.subject().planId());
    json.put("amount", cents);
    json.put("total", shown(row.amount()));
    json.put("kind", line.kind());
    put(json, "gives_back", line.givesBack());
    json.put("interval", line.subject().period().interval().word());
    json.put("description", description(row));
    json.put("period_start", line.start().getEpochSecond());
    json.put("period_end", line.end().getEpochSecond());
    json.put("created_at", row.life().createdAt().getEpochSecond());
    var voidedAt = row.life().voidedAt();
    if (voidedAt != null) {
      json.put("voided_at", voidedAt.getEpochSecond());
    }
    return json;
  }

  static Money.Shown shown(Amount amount) {
    return new Money.Shown(amount.units(), amount.currency().word());
  }

  private String description(ItemRow row) {
    var line = row.line();
    var payment = line.paymentId();
    if (payment != null) {
      return payment.startsWith(IncomingPayment.BOOKED)
          ? "Payment booked by the operator"
          : "Payment received for a closed invoice";
    }
    if (line.source().refundId() != null) {
      return line.kind().equals("refund")
          ? "Credit taken back, because its payment was refunded"
          : "Credit restored, because a refund failed";
    }
    if (line.subject().relayId().isEmpty()) {
      return "Credit from the operator";
    }
    var subject = line.subject();
    var isCharge = line.givesBack() == null;
    var period =
        PeriodText.after(
            subject.period(), isCharge, row.amount().equals(Amount.of(subject.price())));
    var what =
        relayNames.apply(subject.relayId()) + " on " + planNames.apply(subject.planId()) + period;
    if (isCharge) {
      return line.isOfTransfer() ? what + ", taken over from another owner" : what;
    }
    var unused = "Unused time on " + what;
    return line.isOfTransfer() ? unused + ", transferred to another owner" : unused;
  }

  private static void put(Map<String, Object> json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }
}
