package caravel.verify.simulate;

import caravel.verify.simulate.InProcessApi.Call;
import caravel.verify.simulate.SimulatedTenants.Mine;
import caravel.verify.simulate.SimulatedTenants.Person;
import java.util.Map;
import java.util.Random;

/// Gives relays of simulated tenants to other ones, through the API only.
final class SimulatedTransfers {
  private static final int PERCENT = 100;

  /// How often the owner changes the plan after the recipient has seen the price.
  private static final int PLAN_CHANGES_PERCENT = 10;

  private final World world;
  private final SimulatedTenants tenants;

  SimulatedTransfers(World world, SimulatedTenants tenants) {
    this.world = world;
    this.tenants = tenants;
  }

  /// Offers one relay of a tenant to another one, who accepts at the quoted price.
  void transfer(int from, int to, long salt) {
    if (world.disruptions().isDown()) {
      return;
    }
    var owner = tenants.person(from);
    var next = tenants.person(to);
    tenants.reassure(owner);
    tenants.reassure(next);
    var random = new Random(salt);
    if (owner.relays.isEmpty()) {
      return;
    }
    var mine = owner.relays.get(random.nextInt(owner.relays.size()));
    owner.unsure = true;
    next.unsure = true;
    if (offer(owner, next, mine)) {
      accept(owner, next, mine, random);
    }
    owner.unsure = false;
    next.unsure = false;
  }

  private boolean offer(Person owner, Person next, Mine mine) {
    var body = "{\"pubkey\":\"" + next.key.hex() + "\"}";
    var call = Call.post("/relays/{id}/transfer", Map.of("id", mine.id), body);
    return world.api().call(InProcessApi.tenant(owner.key), call).isOk();
  }

  private void accept(Person owner, Person next, Mine mine, Random random) {
    var recipient = InProcessApi.tenant(next.key);
    var id = Map.of("id", mine.id);
    var price = world.api().call(recipient, Call.post("/relays/{id}/transfer/quote", id, ""));
    var wasChanged = random.nextInt(PERCENT) < PLAN_CHANGES_PERCENT;
    if (wasChanged) {
      tenants.does(owner.number, Act.Deed.TO_GROWTH, random.nextLong());
      owner.unsure = true;
    }
    var plan = price.data().path("plan_id").asString("");
    var due = price.data().path("quote").path("due").path("amount").asLong();
    var body = price.isOk() ? "{\"plan_id\":\"" + plan + "\",\"due\":" + due + "}" : "";
    var accept = Call.post("/relays/{id}/transfer/accept", id, body);
    if (world.quotes().toldBeforeTakingOver(next, mine.id, price, accept, wasChanged).isOk()) {
      owner.relays.remove(mine);
      next.relays.add(mine);
    }
  }
}
