package caravel.control.payment;

import caravel.control.db.Tx;
import caravel.control.money.InvoiceId;
import caravel.nostr.Hex;
import caravel.nostr.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The idempotency keys of charges of saved cards.
final class ChargeKeyStore {
  /// Characters of each part of a key.
  private static final int KEY_PART_CHARACTERS = 24;

  /// The key of the next charge. It is derived from the tenant, the items, the amount, the card and
  /// the number of the attempt. A database restored from a copy requests the same charge again, and
  /// never another one under the same key.
  ///
  /// @param charge the amount and the card
  String next(Tx tx, InvoiceId invoice, String charge) {
    var facts = ofItems(tx, invoice) + hash(charge);
    var number =
        tx.handle()
            .select(
                "SELECT count(*) FROM payment_attempts WHERE id > ? AND id < ?",
                facts + "-",
                facts + ".")
            .mapTo(long.class)
            .one();
    return facts + "-" + number;
  }

  /// The first part of the keys of all charges for the same tenant and items.
  String ofItems(Tx tx, InvoiceId invoice) {
    var items =
        tx.handle()
            .select(
                """
                SELECT i.tenant_pubkey || ' ' || t.id FROM invoice_items t
                  JOIN invoices i ON i.id = t.invoice_id WHERE i.id = ? ORDER BY t.id
                """,
                invoice.value())
            .mapTo(String.class)
            .list();
    return hash(String.join("\n", items)) + "-";
  }

  /// The tenant's other open invoices.
  List<InvoiceId> otherOpenInvoices(Tx tx, InvoiceId invoice) {
    return tx.handle()
        .select(
            """
            SELECT o.id FROM invoices i JOIN invoices o ON o.tenant_pubkey = i.tenant_pubkey
             WHERE i.id = ? AND o.id <> i.id AND o.status = 'open' ORDER BY o.id
            """,
            invoice.value())
        .map((row, _) -> new InvoiceId(row.getString(1)))
        .list();
  }

  private static String hash(String text) {
    return Hex.encode(Sha256.of(text.getBytes(StandardCharsets.UTF_8)))
        .substring(0, KEY_PART_CHARACTERS);
  }
}
