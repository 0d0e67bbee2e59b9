package caravel.verify.simulate;

import caravel.verify.simulate.Act.Adjustment;
import caravel.verify.simulate.InProcessApi.Call;
import caravel.verify.simulate.SimulatedTenants.Person;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// The operator's doing about money that was paid, and what the operator remembers of it.
final class SimulatedOperator {
  private final World world;
  private final Map<Integer, List<Long>> booked = new HashMap<>();
  private final Map<Integer, List<Long>> given = new HashMap<>();

  SimulatedOperator(World world) {
    this.world = world;
  }

  /// The amounts of all payments that were booked, as far as the operator tried.
  List<Long> booked(int tenant) {
    return booked.getOrDefault(tenant, List.of());
  }

  /// The same of credits.
  List<Long> given(int tenant) {
    return given.getOrDefault(tenant, List.of());
  }

  void adjust(Person person, Adjustment how, long salt) {
    var random = new Random(salt);
    var amount = 1 + random.nextInt(60_000);
    switch (how) {
      case REFUND_AT_PROCESSOR ->
          world.cards().anyPaid(person.number, random).ifPresent(world.cards()::refundInDashboard);
      case DISPUTE ->
          world.cards().anyPaid(person.number, random).ifPresent(world.cards()::dispute);
      case REFUND -> refund(person, random);
      case BOOK_PAYMENT -> {
        booked.computeIfAbsent(person.number, _ -> new ArrayList<>()).add((long) amount);
        var open = ids(person, "open");
        var invoice = open.isEmpty() || random.nextInt(3) == 0 ? "" : open.getFirst();
        post(
            person,
            "/admin/tenants/{pubkey}/payments",
            Map.of("pubkey", person.key.hex()),
            body(amount, ",\"invoice_id\":\"" + invoice + "\""));
      }
      case GIVE_CREDIT -> {
        given.computeIfAbsent(person.number, _ -> new ArrayList<>()).add((long) amount);
        post(
            person,
            "/admin/tenants/{pubkey}/credits",
            Map.of("pubkey", person.key.hex()),
            body(amount, ""));
      }
    }
  }

  private void refund(Person person, Random random) {
    var paid = ids(person, random.nextInt(4) == 0 ? "void" : "paid");
    if (!paid.isEmpty()) {
      var id = paid.get(random.nextInt(paid.size()));
      var body = random.nextBoolean() ? body(1 + random.nextInt(20_000), "") : REASON;
      post(person, "/admin/invoices/{id}/refund", Map.of("id", id), body);
    }
  }

  private static final String REASON = "{\"reason\":\"Because they asked.\"}";

  private static String body(long amount, String more) {
    return "{\"amount\":" + amount + ",\"reason\":\"Because they asked.\"" + more + "}";
  }

  private List<String> ids(Person person, String status) {
    var answer =
        world
            .api()
            .call(
                SimulatedTenants.ADMIN,
                Call.get("/tenants/{pubkey}/invoices", Map.of("pubkey", person.key.hex())),
                Map.of("status", status));
    var ids = new ArrayList<String>();
    answer.data().forEach(invoice -> ids.add(invoice.path("id").asString()));
    return ids;
  }

  private void post(Person person, String path, Map<String, String> names, String body) {
    world.diary().accept("  operator posts " + path + " of tenant " + person.number + " " + body);
    world.api().call(SimulatedTenants.ADMIN, Call.post(path, names, body));
  }
}
