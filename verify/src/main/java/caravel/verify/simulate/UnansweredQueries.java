package caravel.verify.simulate;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// When our wallet and our card processor did not answer about an open invoice: what became of
/// something that it could have been paid by, or to give something to pay it with. Only that may
/// delay when an invoice is due, and only while the invoice is being collected: what comes of
/// asking about one that has ended already, as another process may do in the same moment, delays
/// nothing.
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

  /// @param about a payment hash, the processor's id of a page or an intent, or our own of an
  ///   invoice
  void fell(String about) {
    var open = database.number(ABOUT_AN_OPEN_INVOICE, about, about);
    if (open != null && open > 0) {
      inThisStep.put(about, clock.truth());
    }
  }

  /// A step has ended.
  ///
  /// @param survived otherwise nobody is left who could have heard that there was no answer
  void stepEnded(boolean survived) {
    if (survived) {
      last.putAll(inThisStep);
    }
    inThisStep.clear();
  }

  /// Whether nothing was said about it since an instant.
  boolean fellAfter(String about, Instant limit) {
    return last.getOrDefault(about, Instant.MIN).isAfter(limit);
  }
}
