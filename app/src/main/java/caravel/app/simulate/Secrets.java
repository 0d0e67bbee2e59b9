package caravel.app.simulate;

import static caravel.app.simulate.Violation.unless;

import caravel.app.simulate.People.Person;
import caravel.nostr.Json;
import java.util.regex.Pattern;

/// No secret stands where anybody but its owner reads.
record Secrets(World world, Tables tables) {
  private static final Pattern LONG_HEX = Pattern.compile("[0-9a-f]{64}");

  void check(Person person) {
    var texts =
        tables.list(
            "SELECT text FROM notices WHERE tenant_pubkey = ?",
            row -> row.getString(1),
            person.key.hex());
    texts.forEach(text -> unless(!tellsOne(text), "a notice tells a secret: {}", text));
    var kept =
        tables.list(
            "SELECT nwc_url FROM tenants WHERE pubkey = ?",
            row -> row.getString(1),
            person.key.hex());
    var secret = world.payers().connectionOf(person.number).secret().revealHex();
    kept.forEach(url -> unless(!url.contains(secret), "a wallet is kept in plain sight"));
  }

  /// Whether a text has a key that belongs to nobody who reads it.
  boolean tellsOne(String text) {
    var found = LONG_HEX.matcher(text);
    while (found.find()) {
      if (world.isSecret(found.group())) {
        return true;
      }
    }
    return false;
  }

  static String idOf(String event) {
    return Json.tree(event).path("id").asString();
  }
}
