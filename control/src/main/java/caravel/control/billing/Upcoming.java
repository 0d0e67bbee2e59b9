package caravel.control.billing;

import caravel.control.billing.core.Amount;
import caravel.control.billing.core.Item;
import java.time.Instant;
import java.util.List;

/// What a tenant will be charged beyond what open invoices already ask for.
///
/// @param at when: the next period start, or the instant of a quote
/// @param items the new items
/// @param carried the sum of the items that no invoice asks for yet; below zero it is credit
record Upcoming(Instant at, List<Item> items, Amount carried) {
  Upcoming {
    items = List.copyOf(items);
  }

  /// The sum of the new items.
  Amount total() {
    return items.stream().map(Item::amount).reduce(Amount.zero(carried.currency()), Amount::plus);
  }

  /// Whether the relay starts, or moves to its new plan, only when this is paid (pay first).
  boolean startsWhenPaid() {
    return items.stream().anyMatch(item -> item instanceof Item.Charge c && c.isReservation());
  }

  /// What is to be paid: the total and what is carried over; never below zero.
  Amount due() {
    var sum = total().plus(carried);
    return sum.isNegative() ? Amount.zero(carried.currency()) : sum;
  }
}
