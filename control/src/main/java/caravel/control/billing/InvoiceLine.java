package caravel.control.billing;

import caravel.control.billing.core.Item;
import caravel.control.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An item as its row has it.
///
/// @param kind `charge`, `credit` or `refund`
/// @param source what caused the item
/// @param start of the time that it covers; of money kept as credit, the instant of its arrival
/// @param end exclusive
/// @param isOfTransfer whether the activity that caused it gave the relay another owner
record InvoiceLine(
    String kind,
    Item.Subject subject,
    Source source,
    Instant start,
    Instant end,
    boolean isOfTransfer) {
  InvoiceLine(String kind, Item.Subject subject, Source source, Instant start, Instant end) {
    this(kind, subject, source, start, end, false);
  }

  /// @param activityId null = a period start, or a payment
  /// @param paymentId null = not money kept as credit
  /// @param givesBack id of the charge that this credits; null = none
  /// @param refundId of credit that was taken back, or restored; null = neither
  /// @param reverses id of the credit that was taken back; null = none
  record Source(
      @Nullable String activityId,
      @Nullable String paymentId,
      @Nullable String givesBack,
      @Nullable String refundId,
      @Nullable String reverses) {
    static final Source NONE = new Source(null, null, null, null, null);

    static Source ofActivity(@Nullable String activityId, @Nullable String givesBack) {
      return new Source(activityId, null, givesBack, null, null);
    }

    static Source ofPayment(String paymentId) {
      return new Source(null, paymentId, null, null, null);
    }

    static Source ofRefund(String refundId, @Nullable String reverses) {
      return new Source(null, null, null, refundId, reverses);
    }
  }

  static InvoiceLine of(Item item) {
    return switch (item) {
      case Item.Charge(var cause, var subject, var span, _) ->
          new InvoiceLine(
              "charge",
              subject,
              Source.ofActivity(activityOf(cause), null),
              span.start(),
              span.end());
      case Item.Credit(var charge, var activity, var at, _) ->
          new InvoiceLine(
              "credit",
              charge.subject(),
              Source.ofActivity(activity, charge.id().value()),
              at,
              charge.span().end());
      case Item.Surplus(var payment, var at, var money) ->
          aboutNoRelay("credit", Source.ofPayment(payment), at, money);
      case Item.Adjustment(_, var at, var money) -> aboutNoRelay("credit", Source.NONE, at, money);
      case Item.CreditReversal(var refund, var credit, var at, var money) ->
          aboutNoRelay("refund", Source.ofRefund(refund, credit.value()), at, money);
      case Item.RestoredCredit(var refund, var at, var money) ->
          aboutNoRelay("credit", Source.ofRefund(refund, null), at, money);
    };
  }

  private static InvoiceLine aboutNoRelay(String kind, Source source, Instant at, Money money) {
    var subject = new Item.Subject("", "", Money.zero(money.currency()));
    return new InvoiceLine(kind, subject, source, at, at);
  }

  private static @Nullable String activityOf(Item.Cause cause) {
    return switch (cause) {
      case Item.Cause.Activity(var activity) -> activity;
      case Item.Cause.Reservation(var activity) -> activity;
      case Item.Cause.PeriodStart() -> null;
    };
  }

  @Nullable String activityId() {
    return source.activityId();
  }

  @Nullable String paymentId() {
    return source.paymentId();
  }

  @Nullable String givesBack() {
    return source.givesBack();
  }
}
