package caravel.app.simulate;

import caravel.app.simulate.People.Person;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes into the diary what became different of a tenant.
final class Changes {
  private final World world;
  private final Map<Integer, Set<String>> known = new HashMap<>();

  Changes(World world) {
    this.world = world;
  }

  void write(Person person) {
    var now = describe(Seen.of(world.tables(), person.key.hex()));
    var before = known.put(person.number, new HashSet<>(now));
    for (var line : now) {
      if (before == null || !before.contains(line)) {
        world.diary().accept("    tenant " + person.number + ": " + line);
      }
    }
  }

  private static List<String> describe(Seen seen) {
    var lines = new ArrayList<String>();
    seen.history()
        .facts()
        .forEach(fact ->
            lines.add("activity " + fact.relay() + " " + fact.terms() + " at " + fact.at()));
    seen.lines().forEach(line -> lines.add(line.toString()));
    seen.bills().forEach(bill -> lines.add(bill.toString()));
    seen.paper().payments().forEach(payment -> lines.add(payment.toString()));
    seen.paper().codes().forEach(code -> lines.add(code.toString()));
    seen.paper().intents().forEach(intent -> lines.add(intent.toString()));
    seen.standing().relays().forEach(relay -> lines.add(relay.toString()));
    return lines;
  }
}
