package caravel.control.billing;

import caravel.control.db.Db;
import caravel.control.tenant.Tenant;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.PublicKey;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// Writes invoices and tenants as their own routes show them.
///
/// @param clock the billing clock
record PaymentPresenter(Db db, TenantDesk tenants, InstantSource clock)
    implements PaymentRoutes.Shown {
  @Override
  public Map<String, Object> invoice(InvoiceRow invoice) {
    return InvoiceJson.of(invoice, clock.instant());
  }

  @Override
  public Optional<Map<String, Object>> tenant(PublicKey pubkey) {
    return db.<Optional<Tenant>>read(tx -> tenants.find(tx, pubkey)).map(tenants::shown);
  }
}
