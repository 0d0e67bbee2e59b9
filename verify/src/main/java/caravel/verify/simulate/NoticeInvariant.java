package caravel.verify.simulate;

import static caravel.verify.simulate.Violation.unless;

import caravel.nostr.Json;
import caravel.verify.simulate.SimulatedTenants.Person;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks notices: none contains a secret, and no message is sent twice. A tenant's notices are
/// read again when one of them changes.
final class NoticeInvariant {
  private static final Pattern LONG_HEX = Pattern.compile("[0-9a-f]{64}");

  private final World world;
  private final DatabaseView database;
  private final Set<String> changed = new HashSet<>();
  private final Map<String, Map<String, Letter>> byTenant = new HashMap<>();
  private final Map<String, Reach> inOrder = new HashMap<>();

  /// The messages and secrets that a tenant's notices are compared with; both only grow.
  private record Reach(int delivered, int secrets) {}

  /// @param wrap the event of the message; `""` = none yet
  /// @param wrapId `""` = none yet
  /// @param keys all text that looks like a key
  private record Letter(String text, String wrap, String wrapId, List<String> keys) {
    static Letter of(String text, String wrap) {
      var keys = LONG_HEX.matcher(text).results().map(found -> found.group()).toList();
      var wrapId = wrap.isEmpty() ? "" : Json.tree(wrap).path("id").asString();
      return new Letter(text, wrap, wrapId, keys);
    }
  }

  NoticeInvariant(World world, DatabaseView database) {
    this.world = world;
    this.database = database;
  }

  /// Reads a tenant's notices whenever they change, because the program drops the wrap soon after
  /// it was sent.
  void touched(Person person) {
    var tenant = person.key.hex();
    changed.add(tenant);
    byTenant.put(tenant, lettersOf(tenant));
  }

  void check(Person person) {
    var tenant = person.key.hex();
    var delivered = world.outside().messages().delivered(person.key);
    var reach = new Reach(delivered.size(), world.secrets().size());
    var isChanged = changed.remove(tenant);
    if (reach.equals(inOrder.put(tenant, reach)) && !isChanged) {
      return;
    }
    var letters = byTenant.getOrDefault(tenant, Map.of()).values();
    var wraps = new HashSet<String>();
    for (var letter : letters) {
      letter
          .keys()
          .forEach(
              key -> unless(!world.secrets().contains(key), "a notice tells a secret: {}", letter));
      wraps.add(letter.wrapId());
    }
    for (var id : delivered) {
      unless(wraps.contains(id), "a message came that is not the one that is kept: {}", id);
    }
  }

  private Map<String, Letter> lettersOf(String tenant) {
    var known = byTenant.getOrDefault(tenant, Map.of());
    var now = new HashMap<String, Letter>();
    database.list(
        "SELECT id, text, wrap FROM notices WHERE tenant_pubkey = ?",
        row ->
            now.put(
                row.getString(1),
                letter(known.get(row.getString(1)), row.getString(2), row.getString(3))),
        tenant);
    return now;
  }

  private static Letter letter(@Nullable Letter known, String text, String wrap) {
    if (known == null || !known.text().equals(text)) {
      return Letter.of(text, wrap);
    }
    // The program drops the wrap of a finished message; the check still needs it.
    return wrap.isEmpty() || known.wrap().equals(wrap) ? known : Letter.of(text, wrap);
  }
}
