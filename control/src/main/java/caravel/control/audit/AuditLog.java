package caravel.control.audit;

import caravel.control.auth.Caller;
import caravel.control.db.Tx;
import caravel.control.http.Cursor;
import caravel.control.http.ListQuery;
import caravel.control.http.Page;
import caravel.nostr.PublicKey;
import org.jspecify.annotations.Nullable;

/// Records operators' acts and lists them, newest first. Stateless: each desk that performs an act
/// records it in the act's transaction.
public final class AuditLog {
  private final AuditStore store = new AuditStore();

  /// Selects entries.
  ///
  /// @param tenant null = of all tenants and of the platform
  /// @param resource null = of all objects
  public record Scope(@Nullable PublicKey tenant, @Nullable Resource resource) {
    /// Every entry.
    public static final Scope ALL = new Scope(null, null);
  }

  /// The object of an act.
  public record Resource(String type, String id) {}

  /// Records an act that only an operator may perform.
  public void record(Tx tx, Caller caller, AuditEntry.Act act) {
    store.insert(
        tx,
        new AuditEntry(tx.newId(), tx.now(), caller.pubkey(), act, caller.reason().strip(), null));
  }

  /// Records an act that owners may perform too. Recorded only when an operator acts on another
  /// tenant's object.
  public void recordIfOperator(Tx tx, Caller caller, AuditEntry.Act act) {
    if (caller.admin() && !caller.pubkey().equals(act.tenant())) {
      record(tx, caller, act);
    }
  }

  public Page<AuditEntry> page(Tx tx, Scope scope, ListQuery query) {
    return Page.of(
        store.list(tx, scope, query),
        query.limit(),
        entry -> new Cursor(entry.createdAt().getEpochSecond(), entry.id()),
        store.total(tx, scope),
        store.matched(tx, scope, query));
  }
}
