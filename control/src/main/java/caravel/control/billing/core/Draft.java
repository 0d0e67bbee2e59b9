package caravel.control.billing.core;

import java.util.List;

/// Items that no invoice asks for, and their sum; below zero it is credit.
public record Draft(List<Item> items, Amount total) {
  public Draft {
    items = List.copyOf(items);
  }

  public List<Item.Id> ids() {
    return items.stream().map(Item::id).toList();
  }
}
