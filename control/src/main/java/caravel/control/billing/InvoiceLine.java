package caravel.control.billing;

import caravel.control.billing.core.Item;
import caravel.control.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An item as its row has it.
///
/// @param kind `charge` or `credit`
/// @param source what made it, besides a period start
/// @param start of the time that it covers; of money kept as credit the instant it came
/// @param end exclusive
record InvoiceLine(String kind, Item.Subject subject, Source source, Instant start, Instant end) {
  /// @param activityId null = a period start, or a payment
  /// @param paymentId null = not money kept as credit
  /// @param givesBack id of the charge whose rest it is; null = none
  record Source(
      @Nullable String activityId, @Nullable String paymentId, @Nullable String givesBack) {}

  static InvoiceLine of(Item item) {
    return switch (item) {
      case Item.Charge(var cause, var subject, var span, _) ->
          new InvoiceLine(
              "charge",
              subject,
              new Source(activityOf(cause), null, null),
              span.start(),
              span.end());
      case Item.Credit(var charge, var activity, var at, _) ->
          new InvoiceLine(
              "credit",
              charge.subject(),
              new Source(activity, null, charge.id().value()),
              at,
              charge.span().end());
      case Item.Surplus(var payment, var at, var money) ->
          new InvoiceLine(
              "credit",
              new Item.Subject("", "", Money.zero(money.currency())),
              new Source(null, payment, null),
              at,
              at);
    };
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
