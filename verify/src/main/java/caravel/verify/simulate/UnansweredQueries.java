package caravel.verify.simulate;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// Records when the platform's wallet or card processor did not answer about an open invoice: about
/// its payment, or a request for something to pay it with. Only that may delay its due date, and
/// only while the invoice is being collected. A query about an ended invoice delays nothing.
final class UnansweredQueries {
  private static final String ABOUT_AN_OPEN_INVOICE =
      """
      SELECT count(*) FROM invoices i WHERE i.status = 'open'
         AND (i.id = ? OR i.stage <> 'resting' AND i.id IN (
               SELECT invoice_id FROM payment_attempts WHERE external_id = ?))
      """;

  private final DatabaseView database;
  private final VirtualClock clock;
  private final Map<String, Instant> last = new HashMap<>();
  private final Map<String, Instant> inThisStep = new HashMap<>();

  UnansweredQueries(DatabaseView database, VirtualClock clock) {
    this.database = database;
    this.clock = clock;
  }

  /// @param about a payment hash, the processor's id of a page or an intent, or the platform's id
  ///   of an invoice
  void fell(String about) {
    var open = database.number(ABOUT_AN_OPEN_INVOICE, about, about);
    if (open != null && open > 0) {
      inThisStep.put(about, clock.truth());
    }
  }

  /// Ends a step.
  ///
  /// @param survived false = the process died, so it did not notice the missing answer
  void stepEnded(boolean survived) {
    if (survived) {
      last.putAll(inThisStep);
    }
    inThisStep.clear();
  }

  /// Whether a query about this was unanswered since an instant.
  boolean fellAfter(String about, Instant limit) {
    return last.getOrDefault(about, Instant.MIN).isAfter(limit);
  }
}
