package caravel.control.billing;

import caravel.control.money.Money;
import java.util.List;
import java.util.Map;

/// A quote as the API shows it.
///
/// @param total the sum of the items
/// @param amount the total in US cents
/// @param carried the sum of the unbilled items; below zero it is credit
/// @param due the amount to pay: total and carried, never below zero
/// @param startsWhenPaid whether the change takes effect only after payment (pay first)
record QuoteView(
    long at,
    List<Map<String, Object>> items,
    Money.Shown total,
    long amount,
    Money.Shown carried,
    Money.Shown due,
    boolean startsWhenPaid) {
  QuoteView {
    items = List.copyOf(items);
  }

  /// @param rows the items of the quote
  static QuoteView of(Upcoming upcoming, List<ItemRow> rows, ItemJson json, Estimates estimates) {
    var cents = estimates.cents(upcoming.total());
    return new QuoteView(
        upcoming.at().getEpochSecond(),
        json.addingUp(rows, cents, estimates::cents),
        ItemJson.shown(upcoming.total()),
        cents,
        ItemJson.shown(upcoming.carried()),
        ItemJson.shown(upcoming.due()),
        upcoming.startsWhenPaid());
  }
}
