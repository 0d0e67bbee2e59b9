package caravel.control.billing.document;

import caravel.control.db.Tx;
import caravel.control.money.InvoiceId;
import caravel.control.tenant.BillingDetails;
import caravel.control.tenant.BillingDetailsStore;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table of the parties of paid invoices.
public final class InvoicePartiesStore {
  private final BillingDetailsStore details = new BillingDetailsStore();

  /// Stores both parties and the tax of an invoice that is paid in this transaction, once.
  public void settle(Tx tx, PublicKey tenant, InvoiceId invoice, Issuer seller) {
    var buyer = details.find(tx, tenant);
    var tax = seller.tax();
    tx.handle()
        .createUpdate(
            """
            INSERT INTO invoice_parties (invoice_id, seller_name, seller_address, seller_contact,
              seller_tax_id, buyer_name, buyer_address, buyer_tax_id, buyer_reference, tax_label,
              tax_basis_points)
            VALUES (:invoice, :seller_name, :seller_address, :seller_contact, :seller_tax_id,
              :buyer_name, :buyer_address, :buyer_tax_id, :buyer_reference, :tax_label, :tax)
            ON CONFLICT (invoice_id) DO NOTHING
            """)
        .bind("invoice", invoice.value())
        .bind("seller_name", seller.name())
        .bind("seller_address", seller.address())
        .bind("seller_contact", seller.contact())
        .bind("seller_tax_id", seller.taxId())
        .bind("buyer_name", buyer.name())
        .bind("buyer_address", buyer.address())
        .bind("buyer_tax_id", buyer.taxId())
        .bind("buyer_reference", buyer.reference())
        .bind("tax_label", tax == null ? "" : tax.label())
        .bind("tax", tax == null ? null : Integer.valueOf(tax.basisPoints()))
        .execute();
  }

  /// Empty if the invoice is not paid, or was paid before its parties were stored.
  Optional<InvoiceFacts.Settled> find(Tx tx, String invoice) {
    return tx.handle()
        .select("SELECT * FROM invoice_parties WHERE invoice_id = ?", invoice)
        .map((row, _) ->
            new InvoiceFacts.Settled(
                new Issuer(
                    row.getString("seller_name"),
                    row.getString("seller_address"),
                    row.getString("seller_contact"),
                    row.getString("seller_tax_id"),
                    tax(row)),
                new BillingDetails(
                    row.getString("buyer_name"),
                    row.getString("buyer_address"),
                    row.getString("buyer_tax_id"),
                    row.getString("buyer_reference"))))
        .findOne();
  }

  private static @Nullable TaxRule tax(ResultSet row) throws SQLException {
    var basisPoints = row.getInt("tax_basis_points");
    return row.wasNull() ? null : new TaxRule(row.getString("tax_label"), basisPoints);
  }
}
