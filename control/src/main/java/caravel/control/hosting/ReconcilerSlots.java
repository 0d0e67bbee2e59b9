package caravel.control.hosting;

import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import caravel.nostr.PublicKey;
import java.util.HashMap;
import java.util.Map;

/// The relays in progress, limited by host and by tenant: neither a dead host nor a tenant with
/// many changes can take the places of others.
final class ReconcilerSlots {
  static final int PER_HOST_MAX = 8;
  static final int PER_TENANT_MAX = 2;

  private final Map<RelayId, Slot> taken = new HashMap<>();

  private record Slot(String domain, PublicKey tenant) {}

  /// Takes a slot; false when the relay has one, or its host or its tenant has no more.
  synchronized boolean take(Relay relay) {
    var slot = new Slot(relay.address().zooidDomain(), relay.tenant());
    return hasRoom(slot.domain())
        && ofTenant(slot.domain(), slot.tenant()) < PER_TENANT_MAX
        && taken.putIfAbsent(relay.id(), slot) == null;
  }

  synchronized void free(RelayId relay) {
    taken.remove(relay);
  }

  synchronized boolean hasRoom(String domain) {
    return taken.values().stream().filter(slot -> slot.domain().equals(domain)).count()
        < PER_HOST_MAX;
  }

  /// Number of slots of a tenant on a host.
  synchronized int ofTenant(String domain, PublicKey tenant) {
    var wanted = new Slot(domain, tenant);
    return (int) taken.values().stream().filter(wanted::equals).count();
  }

  synchronized int size() {
    return taken.size();
  }
}
