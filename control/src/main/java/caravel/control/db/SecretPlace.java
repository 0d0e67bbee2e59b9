package caravel.control.db;

import caravel.nostr.PublicKey;

/// The row and column where a secret is stored.
///
/// @param column as `table.column`
/// @param id of the row
public record SecretPlace(String column, String id) {
  /// The secret key of a relay.
  public static SecretPlace relayKey(String relayId) {
    return new SecretPlace("relays.secret", relayId);
  }

  /// The connection to a tenant's wallet (NIP-47).
  public static SecretPlace tenantWallet(PublicKey tenant) {
    return new SecretPlace("tenants.nwc_url", tenant.hex());
  }

  /// A tenant's email address.
  public static SecretPlace tenantEmail(PublicKey tenant) {
    return new SecretPlace("tenant_emails.address", tenant.hex());
  }

  /// The secret of the links in mails to a tenant.
  public static SecretPlace tenantEmailLinks(PublicKey tenant) {
    return new SecretPlace("tenant_emails.secret", tenant.hex());
  }

  @Override
  public String toString() {
    return column + ":" + id;
  }
}
