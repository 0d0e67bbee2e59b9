package caravel.control.billing;

import caravel.control.billing.core.Amount;
import caravel.control.billing.core.Item;
import java.time.Instant;
import java.util.List;

/// The next charges of a tenant, beyond those on open invoices.
///
/// @param at the next period start, or the instant of a quote
/// @param items the new items
/// @param carried the sum of the unbilled items; below zero it is credit
record Upcoming(Instant at, List<Item> items, Amount carried) {
  Upcoming {
    items = List.copyOf(items);
  }

  /// The sum of the new items.
  Amount total() {
    return items.stream().map(Item::amount).reduce(Amount.zero(carried.currency()), Amount::plus);
  }

  /// Whether the relay starts, or changes its plan, only after payment (pay first).
  boolean startsWhenPaid() {
    return items.stream().anyMatch(item -> item instanceof Item.Charge c && c.isReservation());
  }

  /// The amount to pay: the total and the carried sum, never below zero.
  Amount due() {
    var sum = total().plus(carried);
    return sum.isNegative() ? Amount.zero(carried.currency()) : sum;
  }
}
