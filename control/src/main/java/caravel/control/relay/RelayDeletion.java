package caravel.control.relay;

import caravel.control.auth.Caller;
import caravel.control.db.Tx;
import caravel.nostr.PublicKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Deletes relays. Their addresses stay reserved for the tenant, and their events are erased later.
final class RelayDeletion {
  private static final String TYPE = "delete_relay";

  private final RelayEvents news;
  private final RelayStore store = new RelayStore();
  private final LabelStore labels = new LabelStore();

  RelayDeletion(RelayEvents news) {
    this.news = news;
  }

  /// @param relay not deleted
  Relay delete(Tx tx, Relay relay, Caller caller) {
    labels.hold(tx, relay);
    store.update(tx, relay.deleted(tx.now()), true);
    var after = store.byId(tx, relay.id()).orElseThrow();
    news.happened(tx, after, TYPE, caller.pubkey().hex(), Map.of());
    news.wishesChanged(tx);
    return after;
  }

  /// Lists a tenant's relays that are not erased, the oldest first.
  List<Relay> unerased(Tx tx, PublicKey tenant) {
    return store.unerased(tx, tenant).stream()
        .sorted(
            Comparator.comparing((Relay relay) -> relay.standing().createdAt())
                .thenComparing(relay -> relay.id().value()))
        .toList();
  }

  /// When the events of a relay are erased.
  ///
  /// @param deletedAt when the relay was deleted
  static Instant erasedAt(Instant deletedAt) {
    return LabelStore.heldUntil(deletedAt);
  }
}
