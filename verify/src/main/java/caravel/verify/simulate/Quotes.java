package caravel.verify.simulate;

import static caravel.verify.simulate.Violation.unless;

import caravel.verify.simulate.InProcessApi.Call;
import caravel.verify.simulate.SimulatedTenants.Person;
import caravel.verify.simulate.TenantSnapshot.Line;
import caravel.verify.simulate.TenantSnapshot.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Compares quotes with the resulting lines: a quote at an instant must equal the bill of that
/// instant.
final class Quotes {
  private static final String NEWEST =
      """
      SELECT id, billing_at FROM activity
       WHERE resource_type = 'relay' AND resource_id = ? AND tenant_pubkey = ?
       ORDER BY sequence DESC LIMIT 1
      """;

  private static final String PLAN = "SELECT plan_id FROM relays WHERE id = ?";

  private final World world;
  private final Map<Integer, List<Promise>> open = new HashMap<>();
  private long kept;

  /// @param activity the record of the change
  private record Promise(String activity, Set<Told> lines) {}

  /// A line, quoted or billed.
  private record Told(String id, About about, long amount, Span span) {}

  private record About(String kind, String relay, String plan, String givesBack) {}

  private record Newest(String activity, long at) {}

  Quotes(World world) {
    this.world = world;
  }

  /// Quotes another plan, and switches to it.
  InProcessApi.Answer toldBeforeMoving(Person person, String relay, String body, Call change) {
    return toldBefore(person, relay, body, change);
  }

  /// Quotes deactivating or reactivating a relay, and does so.
  ///
  /// @param status active or inactive
  InProcessApi.Answer toldBeforeTurning(Person person, String relay, String status, Call change) {
    var plan = world.tables().list(PLAN, row -> row.getString(1), relay);
    if (plan.isEmpty()) {
      // A restored database may lack the relay.
      return world.api().call(InProcessApi.tenant(person.key), change);
    }
    var body = "{\"plan_id\":\"" + plan.getFirst() + "\",\"status\":\"" + status + "\"}";
    return toldBefore(person, relay, body, change);
  }

  /// Quotes a change, makes it, and remembers the quote. Nothing else happens in between. A quote
  /// succeeds if and only if the change does.
  private InProcessApi.Answer toldBefore(Person person, String relay, String wanted, Call change) {
    var caller = InProcessApi.tenant(person.key);
    var asked = Call.post("/relays/{id}/quote", Map.of("id", relay), wanted);
    var quote = world.api().call(caller, asked);
    var before = newest(person, relay);
    var answer = world.api().call(caller, change);
    if (answer.isOk()) {
      unless(quote.isOk(), "{} was not quoted, and could be done: {}", wanted, quote.refusal());
      remember(person, quote.data(), before, newest(person, relay));
    } else {
      unless(
          quote.data().path("items").isEmpty(),
          "{} was quoted, and could not be done: {}",
          wanted,
          answer.refusal());
    }
    return answer;
  }

  /// Accepts an offered relay, and remembers the price that was quoted before. If the owner has
  /// changed the relay since, it may cost less than quoted.
  ///
  /// @param wasChanged whether its owner changed the relay after the quote
  InProcessApi.Answer toldBeforeTakingOver(
      Person next, String relay, InProcessApi.Answer price, Call accept, boolean wasChanged) {
    var before = newest(next, relay);
    var answer = world.api().call(InProcessApi.tenant(next.key), accept);
    if (answer.isOk()) {
      unless(price.isOk(), "{} was not quoted, and could be accepted: {}", relay, price.refusal());
      if (!wasChanged) {
        remember(next, price.data().path("quote"), before, newest(next, relay));
      }
    } else {
      unless(
          !price.isOk() || wasChanged,
          "{} was quoted, and could not be accepted: {}",
          relay,
          answer.refusal());
    }
    return answer;
  }

  private void remember(Person person, JsonNode quote, List<Newest> before, List<Newest> after) {
    if (before.equals(after)) {
      unless(quote.path("items").isEmpty(), "nothing has changed, and this was told: {}", quote);
      return;
    }
    var change = after.getFirst();
    unless(
        quote.path("at").asLong() == change.at(),
        "told for another instant than that of {}: {}",
        change,
        quote);
    var lines = new HashSet<Told>();
    var sum = 0L;
    for (var item : quote.path("items")) {
      lines.add(told(item, change.activity()));
      sum += item.path("total").path("amount").asLong();
    }
    unless(sum == quote.path("total").path("amount").asLong(), "does not add up: {}", quote);
    open.computeIfAbsent(person.number, _ -> new ArrayList<>())
        .add(new Promise(change.activity(), lines));
  }

  private List<Newest> newest(Person person, String relay) {
    return world
        .tables()
        .list(NEWEST, row -> new Newest(row.getString(1), row.getLong(2)), relay, person.key.hex());
  }

  private static Told told(JsonNode item, String activity) {
    var about =
        new About(
            item.path("kind").asString(),
            item.path("relay_id").asString(),
            item.path("plan_id").asString(),
            item.path("gives_back").asString(""));
    return new Told(
        item.path("id").asString().replace("charge:quote", "charge:" + activity),
        about,
        item.path("total").path("amount").asLong(),
        new Span(item.path("period_start").asLong(), item.path("period_end").asLong()));
  }

  private static Told billed(Line line) {
    var about = line.about();
    return new Told(
        line.id(),
        new About(line.kind(), about.relay(), about.plan(), about.givesBack()),
        line.amount(),
        line.span());
  }

  /// Runs as soon as everything of a tenant is billed.
  void check(Person person, TenantSnapshot snapshot) {
    var promises = open.get(person.number);
    if (promises == null || snapshot.history().billedUntil() == null) {
      return;
    }
    open.remove(person.number);
    for (var promise : promises) {
      var billed = new HashSet<Told>();
      for (var line : snapshot.lines()) {
        if (line.about().activity().equals(promise.activity())) {
          billed.add(billed(line));
        }
      }
      unless(
          billed.equals(promise.lines()),
          "told were {}, and billed are {}",
          promise.lines(),
          billed);
      kept++;
    }
  }

  /// Drops earlier quotes, which a restored database need not keep.
  void forget() {
    open.clear();
  }

  /// Number of quotes that equalled their bills.
  long kept() {
    return kept;
  }
}
