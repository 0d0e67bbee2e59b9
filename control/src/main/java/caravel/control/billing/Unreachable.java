package caravel.control.billing;

import caravel.control.billing.core.InvoiceId;
import java.util.concurrent.ConcurrentHashMap;

/// Counts how often in a row the wallet of an invoice could not be reached. Kept in memory: after a
/// restart the counting begins again, which only delays a message by minutes.
final class Unreachable {
  private static final int REMEMBERED_MAX = 10_000;

  private final ConcurrentHashMap<InvoiceId, Integer> counts = new ConcurrentHashMap<>();

  /// Counts one more failure.
  ///
  /// @return all of them, this one included
  int countOf(InvoiceId id) {
    if (counts.size() > REMEMBERED_MAX) {
      counts.clear();
    }
    return counts.merge(id, 1, Integer::sum);
  }

  void forget(InvoiceId id) {
    counts.remove(id);
  }
}
