package caravel.control.payment.stripe;

import static caravel.control.payment.stripe.Trouble.text;

import caravel.control.payment.CardProcessor.CardDispute;
import caravel.control.payment.CardProcessor.CardRefund;
import caravel.control.payment.CardProcessor.DisputeStatus;
import caravel.control.payment.CardProcessor.RefundMade;
import caravel.control.payment.CardProcessor.RefundStatus;
import caravel.control.payment.CardProcessor.RefundWanted;
import caravel.control.payment.CardProcessor.ReversalsFound;
import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.Dispute;
import com.stripe.model.Refund;
import com.stripe.param.DisputeListParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Refunds and disputes at Stripe. Payments without an intent, or not in US cents, are not the
/// platform's and are ignored.
final class Reversals {
  private static final long PAGE = 100;
  private static final int PAGES_MAX = 20;

  private static final ReversalsFound TOO_MANY =
      new ReversalsFound.Unknown("Stripe has too many refunds or disputes to look through");

  private final StripeClient stripe;

  Reversals(StripeClient stripe) {
    this.stripe = stripe;
  }

  RefundMade refund(RefundWanted wanted) throws StripeException {
    var params =
        RefundCreateParams.builder()
            .setPaymentIntent(wanted.intentId())
            .setAmount(wanted.amount().amount())
            .putMetadata(StripeValues.REFUND, wanted.key())
            .build();
    var made = stripe.v1().refunds().create(params, StripeCards.key(wanted.key()));
    return read(made)
        .<RefundMade>map(RefundMade.Made::new)
        .orElseGet(() -> new RefundMade.Unknown("Stripe's refund cannot be read: " + made.getId()));
  }

  ReversalsFound of(String intentId) throws StripeException {
    return read(
        RefundListParams.builder().setPaymentIntent(intentId),
        DisputeListParams.builder().setPaymentIntent(intentId));
  }

  ReversalsFound list(Instant refundsSince, Instant disputesSince) throws StripeException {
    return read(
        RefundListParams.builder()
            .setCreated(
                RefundListParams.Created.builder().setGte(refundsSince.getEpochSecond()).build()),
        DisputeListParams.builder()
            .setCreated(
                DisputeListParams.Created.builder()
                    .setGte(disputesSince.getEpochSecond())
                    .build()));
  }

  private ReversalsFound read(RefundListParams.Builder refunds, DisputeListParams.Builder disputes)
      throws StripeException {
    var foundRefunds = refunds(refunds.setLimit(PAGE));
    var foundDisputes = disputes(disputes.setLimit(PAGE));
    return foundRefunds.isEmpty() || foundDisputes.isEmpty()
        ? TOO_MANY
        : new ReversalsFound.Found(foundRefunds.orElseThrow(), foundDisputes.orElseThrow());
  }

  /// @return the oldest first; empty = there are too many
  private Optional<List<CardRefund>> refunds(RefundListParams.Builder params)
      throws StripeException {
    var found = new ArrayList<CardRefund>();
    for (var page = 0; page < PAGES_MAX; page++) {
      var refunds = stripe.v1().refunds().list(params.build());
      refunds.getData().forEach(refund -> read(refund).ifPresent(found::add));
      if (!Boolean.TRUE.equals(refunds.getHasMore())) {
        return Optional.of(found.reversed());
      }
      params.setStartingAfter(refunds.getData().getLast().getId());
    }
    return Optional.empty();
  }

  private Optional<List<CardDispute>> disputes(DisputeListParams.Builder params)
      throws StripeException {
    var found = new ArrayList<CardDispute>();
    for (var page = 0; page < PAGES_MAX; page++) {
      var disputes = stripe.v1().disputes().list(params.build());
      disputes.getData().forEach(dispute -> read(dispute).ifPresent(found::add));
      if (!Boolean.TRUE.equals(disputes.getHasMore())) {
        return Optional.of(found.reversed());
      }
      params.setStartingAfter(disputes.getData().getLast().getId());
    }
    return Optional.empty();
  }

  private static Optional<CardRefund> read(Refund refund) {
    var amount = StripeValues.money(refund.getAmount(), refund.getCurrency());
    var intentId = text(refund.getPaymentIntent());
    if (amount == null || amount.isZero() || intentId.isEmpty()) {
      return Optional.empty();
    }
    var status =
        switch (text(refund.getStatus())) {
          case "succeeded" -> RefundStatus.SUCCEEDED;
          case "failed", "canceled" -> RefundStatus.FAILED;
          default -> RefundStatus.PENDING;
        };
    var key = StripeValues.ours(refund.getMetadata(), StripeValues.REFUND);
    return Optional.of(new CardRefund(refund.getId(), key, intentId, amount, status));
  }

  /// Reads a dispute. An inquiry (`warning_…`) is ignored, because no money has moved.
  private static Optional<CardDispute> read(Dispute dispute) {
    var amount = StripeValues.money(dispute.getAmount(), dispute.getCurrency());
    var intentId = text(dispute.getPaymentIntent());
    var word = text(dispute.getStatus());
    if (amount == null || amount.isZero() || intentId.isEmpty() || word.startsWith("warning_")) {
      return Optional.empty();
    }
    var status =
        switch (word) {
          case "won", "prevented" -> DisputeStatus.WON;
          case "lost" -> DisputeStatus.LOST;
          default -> DisputeStatus.OPEN;
        };
    var evidence = dispute.getEvidenceDetails();
    var dueBy = evidence == null ? null : evidence.getDueBy();
    return Optional.of(
        new CardDispute(
            dispute.getId(),
            intentId,
            amount,
            status,
            text(dispute.getReason()),
            dueBy == null ? null : Instant.ofEpochSecond(dueBy)));
  }
}
