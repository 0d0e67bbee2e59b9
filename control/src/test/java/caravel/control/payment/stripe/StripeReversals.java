package caravel.control.payment.stripe;

import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// The refunds and disputes of a recorded Stripe.
final class StripeReversals {
  private final StripeObjects objects;

  /// The status of the next refunds.
  String status = "succeeded";

  StripeReversals(StripeObjects objects) {
    this.objects = objects;
  }

  /// `POST /v1/refunds`, and a person in the dashboard.
  ObjectNode refund(Map<String, String> params) {
    var intent = objects.get(params.getOrDefault("payment_intent", ""), "payment_intent");
    var refunded = intent.path("refunded_here").asLong();
    var left = intent.path("amount_received").asLong() - refunded;
    var amount = Long.parseLong(params.getOrDefault("amount", Long.toString(left)));
    if (amount > left || left == 0) {
      throw new StripeObjects.Refusal(
          StripeReply.invalid("charge_already_refunded", "The charge has already been refunded."));
    }
    intent.put("refunded_here", refunded + amount);
    var refund = objects.make("re", "refund");
    refund
        .put("payment_intent", intent.path("id").asString())
        .put("amount", amount)
        .put("currency", "usd")
        .put("status", status);
    StripeObjects.metadata(refund, "metadata", params);
    objects.tell("refund.created", refund);
    objects.tell("charge.refunded", charge(intent));
    return refund;
  }

  private ObjectNode charge(ObjectNode intent) {
    var charge = intent.deepCopy();
    charge
        .put("id", intent.path("latest_charge").asString())
        .put("object", "charge")
        .put("payment_intent", intent.path("id").asString());
    return charge;
  }

  /// A refund becomes something else: `succeeded` or `failed`.
  void becomes(String refundId, String next) {
    var refund = objects.get(refundId, "refund");
    refund.put("status", next);
    objects.tell(next.equals("failed") ? "refund.failed" : "refund.updated", refund);
  }

  /// The payer objects to a payment at the bank.
  ObjectNode dispute(String intentId) {
    var intent = objects.get(intentId, "payment_intent");
    var dispute = objects.make("dp", "dispute");
    dispute
        .put("payment_intent", intentId)
        .put("amount", intent.path("amount_received").asLong())
        .put("currency", "usd")
        .put("reason", "fraudulent")
        .put("status", "needs_response");
    dispute.putObject("evidence_details").put("due_by", 2_000_000_000L);
    objects.tell("charge.dispute.created", dispute);
    return dispute;
  }

  /// @param outcome `won` or `lost`
  void decide(String disputeId, String outcome) {
    var dispute = objects.get(disputeId, "dispute");
    dispute.put("status", outcome);
    objects.tell("charge.dispute.closed", dispute);
  }
}
