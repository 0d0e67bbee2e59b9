package caravel.control.hosting;

import caravel.control.relay.Relay;
import caravel.control.relay.RelayProgress;
import caravel.nostr.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Orders the due relays of a host fairly: tenants take turns, whatever their number of due relays.
final class DueRelays {
  /// Relays read in the order of their time. If more are due, they are read tenant by tenant.
  static final int READ_MAX = 64;

  /// Tenants visited in one round when many relays are due.
  static final int TENANTS_MAX = 64;

  private final RelayProgress relays;
  private final ReconcilerSlots slots;
  private final Map<String, PublicKey> lastTenants = new HashMap<>();

  DueRelays(RelayProgress relays, ReconcilerSlots slots) {
    this.relays = relays;
    this.slots = slots;
  }

  private record Turn(int number, Relay relay) {}

  /// The relays of a host that may be started now, in order.
  ///
  /// @param skipped due relays that must wait, which would hide others
  List<Relay> of(String domain, Instant now, int skipped) {
    var limit = READ_MAX + slots.size() + skipped;
    var due = relays.wanting(domain, now, limit);
    return due.size() < limit ? byTurns(domain, due) : byTenants(domain, now);
  }

  /// Orders all due relays: the tenants' first ones, then their second ones.
  private List<Relay> byTurns(String domain, List<Relay> due) {
    var numbers = new HashMap<PublicKey, Integer>();
    var turns = new ArrayList<Turn>();
    for (var relay : due) {
      var number =
          numbers.merge(
              relay.tenant(), slots.ofTenant(domain, relay.tenant()) + 1, (n, _) -> n + 1);
      turns.add(new Turn(number, relay));
    }
    return turns.stream()
        .sorted(Comparator.comparingInt(Turn::number)) // Stable: by time within a turn.
        .map(Turn::relay)
        .toList();
  }

  /// Reads tenant by tenant, starting after the last visited tenant, because more relays are due
  /// than are read.
  private List<Relay> byTenants(String domain, Instant now) {
    var found = new ArrayList<Relay>();
    var first = lastTenants.get(domain);
    var last = first;
    for (var visited = 0;
        visited < TENANTS_MAX && found.size() < ReconcilerSlots.PER_HOST_MAX;
        visited++) {
      var next =
          relays
              .tenantWantingAfter(domain, last)
              .or(() -> relays.tenantWantingAfter(domain, null))
              .orElse(null);
      if (next == null) {
        break;
      }
      var free = ReconcilerSlots.PER_TENANT_MAX - slots.ofTenant(domain, next);
      if (free > 0) {
        // Relays in progress are still due.
        found.addAll(
            relays.wantingOf(domain, next, now, ReconcilerSlots.PER_TENANT_MAX + slots.size()));
      }
      last = next;
      if (next.equals(first)) {
        break;
      }
    }
    if (last != null) {
      lastTenants.put(domain, last);
    }
    return found;
  }
}
