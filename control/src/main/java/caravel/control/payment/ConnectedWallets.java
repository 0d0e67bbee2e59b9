package caravel.control.payment;

import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import caravel.control.db.SecretPlace;
import caravel.control.payment.PayerWallets.Payer;
import caravel.control.tenant.Tenant;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.PublicKey;
import caravel.nostr.nwc.WalletConnection;
import java.util.Optional;

/// Reads the wallets that tenants have connected, and unseals their secrets.
public final class ConnectedWallets {
  private final Db db;
  private final TenantDesk tenants;
  private final SecretBox box;

  public ConnectedWallets(Db db, TenantDesk tenants, SecretBox box) {
    this.db = db;
    this.tenants = tenants;
    this.box = box;
  }

  /// @return empty = the tenant has no connected wallet
  Optional<Payer> find(PublicKey tenant) {
    return db.<Optional<Tenant>>read(tx -> tenants.find(tx, tenant))
        .filter(known -> known.account().wallet().isSet())
        .map(known -> {
          var sealed = known.account().wallet().sealedUrl();
          var url = box.open(sealed, SecretPlace.tenantWallet(tenant));
          return new Payer(tenant, WalletConnection.parse(url));
        });
  }
}
