package caravel.app.simulate;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// When our wallet and our card processor did not say what became of something that an open invoice
/// could have been paid by. Only that may delay when an invoice is due: what comes of asking about
/// one that has ended already, as another process may do in the same moment, delays nothing.
final class Silences {
  private static final String ABOUT_AN_OPEN_INVOICE =
      """
      SELECT count(*) FROM invoices WHERE status = 'open' AND id IN (
        SELECT invoice_id FROM bolt11s WHERE payment_hash = ?
        UNION ALL SELECT invoice_id FROM checkouts WHERE id = ?
        UNION ALL SELECT invoice_id FROM card_intents WHERE intent_id = ?)
      """;

  private final Tables tables;
  private final VirtualClock clock;
  private final Map<String, Instant> last = new HashMap<>();

  Silences(Tables tables, VirtualClock clock) {
    this.tables = tables;
    this.clock = clock;
  }

  /// @param about a payment hash, or the processor's id of a page or an intent
  void fell(String about) {
    var open = tables.number(ABOUT_AN_OPEN_INVOICE, about, about, about);
    if (open != null && open > 0) {
      last.put(about, clock.truth());
    }
  }

  /// Whether nothing was said about it since an instant.
  boolean fellAfter(String about, Instant limit) {
    return last.getOrDefault(about, Instant.MIN).isAfter(limit);
  }
}
