package caravel.verify.simulate;

import caravel.control.auth.Caller;
import caravel.control.http.Route.HttpMethod;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import caravel.verify.simulate.Act.Deed;
import caravel.verify.simulate.Act.Order;
import caravel.verify.simulate.InProcessApi.Answer;
import caravel.verify.simulate.InProcessApi.Call;
import caravel.verify.simulate.MoneyTrail.By;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/// The tenants and the operator, who act through the API only and remember their actions.
final class SimulatedTenants {
  static final Caller ADMIN = new Caller(SecretKey.parse("0a".repeat(32)).publicKey(), true);

  /// The reason of a relay's suspension, different from that of a tenant's.
  private static final String OF_THE_RELAY = "Because of what is said there.";

  private final World world;
  private final Map<Integer, Person> persons = new HashMap<>();
  private int labels;

  /// A tenant's memory of its actions.
  static final class Person {
    final int number;
    final PublicKey key;
    final List<Mine> relays = new ArrayList<>();
    final List<String> codes = new ArrayList<>();
    final List<String> pages = new ArrayList<>();
    boolean suspended;

    /// An answer is missing: the action may have happened or not.
    boolean unsure;

    Person(int number, PublicKey key) {
      this.number = number;
      this.key = key;
    }
  }

  /// A relay in the state that its owner set.
  static final class Mine {
    final String id;
    final String label;
    boolean wanted = true;
    boolean deleted;
    boolean suspended;

    Mine(String id, String label) {
      this.id = id;
      this.label = label;
    }
  }

  SimulatedTenants(World world) {
    this.world = world;
  }

  Person person(int number) {
    return persons.computeIfAbsent(number, n -> new Person(n, world.keys().of(n).publicKey()));
  }

  Collection<Person> all() {
    return persons.values();
  }

  void does(int tenant, Deed deed, long salt) {
    var person = person(tenant);
    if (world.disruptions().isDown()) {
      doesElsewhere(person, deed, salt);
      return;
    }
    var random = new Random(salt);
    reassure(person);
    person.unsure = true;
    doNow(person, deed, random);
    person.unsure = false;
  }

  /// Acts while the program is down: only wallets, cards and Lightning invoices work.
  private void doesElsewhere(Person person, Deed deed, long salt) {
    switch (deed) {
      case WALLET_PAYS,
          WALLET_REFUSES,
          WALLET_DAWDLES,
          WALLET_IS_AWAY,
          CARD_PAYS,
          CARD_DECLINES,
          CARD_WANTS_ITS_OWNER,
          CARD_TAKES_LONG,
          PAY_SOMETHING_OLD ->
          doNow(person, deed, new Random(salt));
      case CREATE_FREE,
          CREATE_BASIC,
          CREATE_GROWTH,
          TO_FREE,
          TO_BASIC,
          TO_GROWTH,
          RENAME,
          DEACTIVATE,
          REACTIVATE,
          DELETE,
          CONNECT_WALLET,
          DISCONNECT_WALLET,
          PAY_BY_LIGHTNING,
          PAY_BY_CARD,
          LOOK_AT_BILL,
          ASK_ANEW -> {}
    }
  }

  private void doNow(Person person, Deed deed, Random random) {
    switch (deed) {
      case CREATE_FREE -> create(person, "free", random);
      case CREATE_BASIC -> create(person, "basic", random);
      case CREATE_GROWTH -> create(person, "growth", random);
      case TO_FREE -> any(person, random).ifPresent(mine -> moves(person, mine, "free", random));
      case TO_BASIC -> any(person, random).ifPresent(mine -> moves(person, mine, "basic", random));
      case TO_GROWTH ->
          any(person, random).ifPresent(mine -> moves(person, mine, "growth", random));
      case RENAME -> any(person, random).ifPresent(mine -> rename(person, mine, random));
      case DEACTIVATE -> any(person, random).ifPresent(mine -> deactivate(person, mine));
      case REACTIVATE -> any(person, random).ifPresent(mine -> reactivate(person, mine));
      case DELETE -> any(person, random).ifPresent(mine -> delete(person, mine));
      case CONNECT_WALLET -> connect(person, world.payers().connectionOf(person.number).reveal());
      case DISCONNECT_WALLET -> connect(person, "");
      case WALLET_PAYS -> world.payers().feels(person.number, TenantWallets.Mood.PAYS);
      case WALLET_REFUSES -> world.payers().feels(person.number, TenantWallets.Mood.REFUSES);
      case WALLET_DAWDLES -> world.payers().feels(person.number, TenantWallets.Mood.DAWDLES);
      case WALLET_IS_AWAY -> world.payers().feels(person.number, TenantWallets.Mood.IS_AWAY);
      case CARD_PAYS -> world.cards().feels(person.number, SimulatedCards.Mood.PAYS);
      case CARD_DECLINES -> world.cards().feels(person.number, SimulatedCards.Mood.DECLINES);
      case CARD_WANTS_ITS_OWNER ->
          world.cards().feels(person.number, SimulatedCards.Mood.WANTS_ITS_OWNER);
      case CARD_TAKES_LONG -> world.cards().feels(person.number, SimulatedCards.Mood.TAKES_LONG);
      case PAY_BY_LIGHTNING -> bills(person).forEach(bill -> payByLightning(person, bill));
      case PAY_BY_CARD -> bills(person).forEach(bill -> payByCard(person, bill));
      case LOOK_AT_BILL -> bills(person).forEach(bill -> look(person, bill, random));
      case PAY_SOMETHING_OLD -> paySomethingOld(person, random);
      case ASK_ANEW -> post(person, "/tenants/{pubkey}/reconcile", pubkey(person), "");
    }
  }

  private void create(Person person, String plan, Random random) {
    var label = "r" + person.number + "x" + ++labels;
    var body = "{\"subdomain\":\"" + label + "\"," + plan(plan, random) + ",\"info_name\":\"One\"}";
    var answer = post(person, "/relays", Map.of(), body);
    if (answer.isOk()) {
      person.relays.add(new Mine(answer.data().path("id").asString(), label));
    }
  }

  private void moves(Person person, Mine mine, String plan, Random random) {
    var body = "{" + plan(plan, random) + "}";
    world.quotes().toldBeforeMoving(person, mine.id, body, update(mine, body));
  }

  private static String plan(String plan, Random random) {
    var intervals = List.of("", ",\"interval\":\"month\"", ",\"interval\":\"year\"");
    return "\"plan_id\":\"" + plan + "\"" + intervals.get(random.nextInt(intervals.size()));
  }

  private void rename(Person person, Mine mine, Random random) {
    call(person, update(mine, "{\"info_name\":\"N" + random.nextInt(1_000) + "\"}"));
  }

  private static Call update(Mine mine, String body) {
    return new Call(HttpMethod.PATCH, "/relays/{id}", Map.of("id", mine.id), body);
  }

  private void deactivate(Person person, Mine mine) {
    var change = Call.post("/relays/{id}/deactivate", Map.of("id", mine.id), "");
    if (world.quotes().toldBeforeTurning(person, mine.id, "inactive", change).isOk()) {
      mine.wanted = false;
    }
  }

  private void reactivate(Person person, Mine mine) {
    var change = Call.post("/relays/{id}/reactivate", Map.of("id", mine.id), "");
    if (world.quotes().toldBeforeTurning(person, mine.id, "active", change).isOk()) {
      mine.wanted = true;
      mine.deleted = false;
    }
  }

  private void delete(Person person, Mine mine) {
    var answer =
        world
            .api()
            .call(
                InProcessApi.tenant(person.key),
                new Call(HttpMethod.DELETE, "/relays/{id}", Map.of("id", mine.id), ""),
                Map.of("confirm", mine.label));
    if (answer.isOk()) {
      mine.deleted = true;
    }
  }

  private void connect(Person person, String url) {
    world.attemptPace().connected(person.number);
    call(
        person,
        new Call(
            HttpMethod.PUT, "/tenants/{pubkey}", pubkey(person), "{\"nwc_url\":\"" + url + "\"}"));
  }

  private List<String> bills(Person person) {
    var answer =
        world
            .api()
            .call(
                InProcessApi.tenant(person.key),
                Call.get("/tenants/{pubkey}/invoices", pubkey(person)),
                Map.of("status", "open"));
    var ids = new ArrayList<String>();
    for (var invoice : answer.data()) {
      ids.add(invoice.path("id").asString());
    }
    return ids;
  }

  private void look(Person person, String bill, Random random) {
    if (random.nextBoolean()) {
      code(person, bill);
    } else {
      page(person, bill);
    }
  }

  private void payByLightning(Person person, String bill) {
    var lnbc = code(person, bill);
    if (!lnbc.isEmpty()) {
      pay(person, lnbc);
    }
  }

  private void pay(Person person, String lnbc) {
    var made = world.wallet().byText(lnbc);
    if (made != null && made.isPayable(world.clock().truth())) {
      world.wallet().settle(made, person.number, By.HAND);
    }
  }

  private String code(Person person, String bill) {
    var answer = post(person, "/invoices/{id}/bolt11", Map.of("id", bill), "");
    var lnbc = answer.data().path("lnbc").asString("");
    if (!lnbc.isEmpty() && !person.codes.contains(lnbc)) {
      person.codes.add(lnbc);
    }
    return lnbc;
  }

  private void payByCard(Person person, String bill) {
    var page = page(person, bill);
    if (!page.isEmpty()) {
      world.cards().pay(page);
    }
  }

  private String page(Person person, String bill) {
    var answer = post(person, "/invoices/{id}/checkout", Map.of("id", bill), "");
    var url = answer.data().path("url").asString("");
    var page = url.substring(url.lastIndexOf('/') + 1);
    if (!page.isEmpty() && !person.pages.contains(page)) {
      person.pages.add(page);
    }
    return page;
  }

  private void paySomethingOld(Person person, Random random) {
    if (random.nextBoolean() && !person.codes.isEmpty()) {
      pay(person, person.codes.get(random.nextInt(person.codes.size())));
    } else if (!person.pages.isEmpty()) {
      world.cards().pay(person.pages.get(random.nextInt(person.pages.size())));
    }
  }

  void orders(int tenant, Order order, long salt) {
    if (world.disruptions().isDown()) {
      return;
    }
    var person = person(tenant);
    var random = new Random(salt);
    reassure(person);
    person.unsure = true;
    var reason = "{\"reason\":\"Because of the terms of use.\"}";
    switch (order) {
      case SUSPEND_TENANT -> {
        if (admin("/tenants/{pubkey}/suspend", pubkey(person), reason).isOk()) {
          person.suspended = true;
        }
      }
      case UNSUSPEND_TENANT -> {
        if (admin("/tenants/{pubkey}/unsuspend", pubkey(person), reason).isOk()) {
          person.suspended = false;
        }
      }
      case SUSPEND_RELAY ->
          any(person, random)
              .ifPresent(mine -> {
                var why = "{\"reason\":\"" + OF_THE_RELAY + "\"}";
                if (admin("/relays/{id}/suspend", Map.of("id", mine.id), why).isOk()) {
                  mine.suspended = true;
                }
              });
      case UNSUSPEND_RELAY -> person.relays.forEach(this::unsuspend);
      case VOID_INVOICE ->
          bills(person).stream()
              .findFirst()
              .ifPresent(bill -> admin("/invoices/{id}/void", Map.of("id", bill), reason));
    }
    person.unsure = false;
  }

  void adjusts(int tenant, Act.Adjustment how, long salt) {
    if (!world.disruptions().isDown()) {
      world.operator().adjust(person(tenant), how, salt);
    }
  }

  private void unsuspend(Mine mine) {
    var reason = "{\"reason\":\"It was a mistake.\"}";
    if (mine.suspended && admin("/relays/{id}/unsuspend", Map.of("id", mine.id), reason).isOk()) {
      mine.suspended = false;
    }
  }

  /// After a missing answer, reads the state and takes it as the result of the action.
  void reassure(Person person) {
    if (!person.unsure) {
      return;
    }
    var shown = call(person, Call.get("/tenants/{pubkey}", pubkey(person))).data();
    person.suspended = shown.path("status").asString("").equals("suspended");
    for (var relay : call(person, Call.get("/tenants/{pubkey}/relays", pubkey(person))).data()) {
      learn(person, relay);
    }
    for (var mine : List.copyOf(person.relays)) {
      var answer = call(person, Call.get("/relays/{id}", Map.of("id", mine.id)));
      if (answer.isOk()
          && !answer.data().path("tenant_pubkey").asString().equals(person.key.hex())) {
        person.relays.remove(mine); // It was transferred.
      }
      mine.deleted = !answer.isOk() || answer.data().has("deleted_at");
      mine.suspended = isSuspended(answer.data());
    }
    person.unsure = false;
  }

  private void learn(Person person, JsonNode relay) {
    var id = relay.path("id").asString();
    var known = person.relays.stream().filter(mine -> mine.id.equals(id)).findFirst();
    var mine =
        known.orElseGet(() -> {
          var found = new Mine(id, relay.path("subdomain").asString());
          person.relays.add(found);
          return found;
        });
    var status = relay.path("status").asString();
    mine.suspended = isSuspended(relay);
    if (!status.equals("suspended")) {
      mine.wanted = !status.equals("inactive");
    }
  }

  /// Whether the relay itself is suspended, whatever the state of its tenant.
  private static boolean isSuspended(JsonNode relay) {
    return relay.path("suspension_reason").asString("").equals(OF_THE_RELAY);
  }

  private java.util.Optional<Mine> any(Person person, Random random) {
    return person.relays.isEmpty()
        ? java.util.Optional.empty()
        : java.util.Optional.of(person.relays.get(random.nextInt(person.relays.size())));
  }

  private static Map<String, String> pubkey(Person person) {
    return Map.of("pubkey", person.key.hex());
  }

  private Answer post(Person person, String path, Map<String, String> names, String body) {
    return call(person, Call.post(path, names, body));
  }

  private Answer call(Person person, Call call) {
    return world.api().call(InProcessApi.tenant(person.key), call);
  }

  private Answer admin(String path, Map<String, String> names, String body) {
    return world.api().call(ADMIN, Call.post(path, names, body));
  }
}
