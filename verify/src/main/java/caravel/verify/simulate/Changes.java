package caravel.verify.simulate;

import caravel.verify.simulate.SimulatedTenants.Person;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes the changes of a tenant into the event log.
final class Changes {
  private final World world;
  private final Map<Integer, Set<String>> known = new HashMap<>();

  Changes(World world) {
    this.world = world;
  }

  void write(Person person) {
    if (!TenantSnapshot.exists(world.tables(), person.key.hex())) {
      known.remove(person.number); // A restored database may be older than the tenant.
      return;
    }
    var now = describe(TenantSnapshot.of(world.tables(), person.key.hex()));
    var before = known.put(person.number, new HashSet<>(now));
    for (var line : now) {
      if (before == null || !before.contains(line)) {
        world.diary().accept("    tenant " + person.number + ": " + line);
      }
    }
  }

  private static List<String> describe(TenantSnapshot snapshot) {
    var lines = new ArrayList<String>();
    snapshot
        .history()
        .facts()
        .forEach(fact ->
            lines.add("activity " + fact.relay() + " " + fact.terms() + " at " + fact.at()));
    snapshot.lines().forEach(line -> lines.add(line.toString()));
    snapshot.bills().forEach(bill -> lines.add(bill.toString()));
    snapshot.paper().payments().forEach(payment -> lines.add(payment.toString()));
    snapshot.paper().codes().forEach(code -> lines.add(code.toString()));
    snapshot.paper().intents().forEach(intent -> lines.add(intent.toString()));
    snapshot.standing().relays().forEach(relay -> lines.add(relay.toString()));
    return lines;
  }
}
