package caravel.verify.simulate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The money that really moved, recorded by the simulated payers. Nothing here comes from the
/// program's tables.
final class MoneyTrail {
  /// How a payment was made.
  enum By {
    /// A tenant's wallet paid on request.
    WALLET,
    /// A saved card was charged.
    CARD,
    /// A person paid.
    HAND
  }

  /// @param id as payments must be named: `ln:` and the payment hash, `card:` and the intent
  /// @param payer number of the tenant
  /// @param units millisatoshis of Lightning, US cents of a card
  /// @param late it arrived after the BOLT 11 invoice had expired
  record Inflow(String id, int payer, By by, long units, Instant at, boolean late) {
    boolean isCard() {
      return id.startsWith("card:");
    }
  }

  private final Map<String, Inflow> inflows = new HashMap<>();
  private final Map<Integer, List<Inflow>> byPayer = new HashMap<>();

  /// @throws Violation when the same money moves twice
  void moved(Inflow inflow) {
    if (inflows.putIfAbsent(inflow.id(), inflow) != null) {
      throw new Violation("the same money was taken twice: " + inflow.id());
    }
    byPayer.computeIfAbsent(inflow.payer(), _ -> new ArrayList<>()).add(inflow);
  }

  @Nullable Inflow find(String id, int payer) {
    var inflow = inflows.get(id);
    return inflow == null || inflow.payer() != payer ? null : inflow;
  }

  List<Inflow> of(int payer) {
    return byPayer.getOrDefault(payer, List.of());
  }

  int size() {
    return inflows.size();
  }
}
