package caravel.control.billing.core;

import caravel.control.billing.core.Item.Charge;
import caravel.control.billing.core.Item.Credit;
import caravel.control.money.Money;
import java.util.HashSet;
import java.util.List;

/// Items that no invoice asks for, and their sum; below zero it is credit.
public record Draft(List<Item> items, Amount total) {
  public Draft {
    items = List.copyOf(items);
  }

  /// Whether an invoice is made of it. A relay that waits for its payment waits for no minimum.
  boolean isAskedFor(Money minimum) {
    return total.reaches(minimum) || (total.units() > 0 && holdsReservation());
  }

  private boolean holdsReservation() {
    var returned = new HashSet<Item.Id>();
    for (var item : items) {
      if (item instanceof Credit credit) {
        returned.add(credit.givesBack().id());
      }
    }
    return items.stream()
        .anyMatch(item ->
            item instanceof Charge charge
                && charge.isReservation()
                && !returned.contains(charge.id()));
  }

  public List<Item.Id> ids() {
    return items.stream().map(Item::id).toList();
  }
}
