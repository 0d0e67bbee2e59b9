package caravel.control.tenant;

import caravel.control.db.Tx;
import caravel.nostr.PublicKey;

/// The table of tenants' billing details.
public final class BillingDetailsStore {
  /// The details of a tenant; [BillingDetails#NONE] if the tenant has given none.
  public BillingDetails find(Tx tx, PublicKey tenant) {
    return tx.handle()
        .select("SELECT * FROM billing_details WHERE tenant_pubkey = ?", tenant.hex())
        .map((row, _) ->
            new BillingDetails(
                row.getString("name"),
                row.getString("address"),
                row.getString("tax_id"),
                row.getString("reference")))
        .findOne()
        .orElse(BillingDetails.NONE);
  }

  void delete(Tx tx, PublicKey tenant) {
    tx.handle().execute("DELETE FROM billing_details WHERE tenant_pubkey = ?", tenant.hex());
  }

  void save(Tx tx, PublicKey tenant, BillingDetails details) {
    tx.handle()
        .execute(
            """
            INSERT INTO billing_details (tenant_pubkey, name, address, tax_id, reference, updated_at)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant_pubkey) DO UPDATE SET name = excluded.name,
              address = excluded.address, tax_id = excluded.tax_id,
              reference = excluded.reference, updated_at = excluded.updated_at
            """,
            tenant.hex(),
            details.name(),
            details.address(),
            details.taxId(),
            details.reference(),
            tx.now().getEpochSecond());
  }
}
