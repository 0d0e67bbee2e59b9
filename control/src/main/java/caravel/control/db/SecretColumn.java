package caravel.control.db;

import java.util.List;

/// A column with encrypted secrets.
///
/// @param key column that identifies the row
/// @param filter SQL condition of the rows that have a secret
public record SecretColumn(String table, String name, String key, String filter) {
  private static final List<SecretColumn> ALL =
      List.of(
          new SecretColumn("relays", "secret", "id", "erased_at IS NULL"),
          new SecretColumn("tenants", "nwc_url", "pubkey", "nwc_url <> ''"),
          new SecretColumn("tenant_emails", "address", "tenant_pubkey", "address <> ''"),
          new SecretColumn("tenant_emails", "secret", "tenant_pubkey", "secret <> ''"),
          new SecretColumn("removed_messages", "event", "id", "event <> ''"));

  /// All columns with secrets. One that is missing here is neither checked nor encrypted again.
  public static List<SecretColumn> all() {
    return ALL;
  }

  /// The place of the secret in the row with this id.
  public SecretPlace place(String id) {
    return new SecretPlace(table + "." + name, id);
  }
}
