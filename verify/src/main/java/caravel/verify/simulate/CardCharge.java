package caravel.verify.simulate;

import caravel.control.money.Money;
import caravel.control.payment.CardProcessor.ChargeWanted;
import caravel.control.payment.CardProcessor.Charged;
import caravel.control.payment.CardProcessor.Intent;
import caravel.control.payment.CardProcessor.MadeCharge;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A charge by the simulated card processor, with its state.
final class CardCharge {
  /// null = a person paid on a checkout page.
  final @Nullable ChargeWanted wanted;

  final String intentId;
  final String invoiceId;
  final Money amount;
  final int tenant;
  final Instant createdAt;
  Intent state = new Intent.Processing();

  /// The invoice and the amount of a charge.
  record Bill(String invoiceId, Money amount) {}

  CardCharge(@Nullable ChargeWanted wanted, String intentId, Bill bill, int tenant, Instant now) {
    this.wanted = wanted;
    this.intentId = intentId;
    this.invoiceId = bill.invoiceId();
    this.amount = bill.amount();
    this.tenant = tenant;
    this.createdAt = now;
  }

  boolean isOf(String customerId) {
    return wanted != null && wanted.card().customerId().equals(customerId);
  }

  /// The charge as the processor lists it. Only charges of saved cards are listed.
  MadeCharge listed() {
    var request = Objects.requireNonNull(wanted);
    return new MadeCharge(request.key(), intentId, amount, request.worth(), state);
  }

  /// The answer to a charge request in the current state.
  Charged outcome() {
    return switch (state) {
      case Intent.Succeeded(var id, var collected, _) -> new Charged.Succeeded(id, collected);
      case Intent.Failed(var sentence, var code) -> new Charged.Declined(intentId, sentence, code);
      case Intent.Cancelled() ->
          new Charged.Declined(intentId, "The charge was taken back.", "canceled");
      case Intent.ActionRequired(var sentence) ->
          new Charged.ActionRequired(intentId, sentence, "authentication_required");
      case Intent.Processing() -> new Charged.Processing(intentId);
      case Intent.Missing(), Intent.Unknown(_) -> throw new IllegalStateException("not a state");
    };
  }
}
