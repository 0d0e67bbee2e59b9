package caravel.control.billing.core;

import caravel.control.billing.core.Item.Charge;
import caravel.control.billing.core.Item.Credit;
import caravel.control.money.Money;
import java.util.HashSet;
import java.util.List;

/// Items that are on no invoice, and their sum. A negative sum is credit.
public record Draft(List<Item> items, Amount total) {
  public Draft {
    items = List.copyOf(items);
  }

  /// Whether the items become an invoice. The minimum does not apply while a relay waits for its
  /// first payment.
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
