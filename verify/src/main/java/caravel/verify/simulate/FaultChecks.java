package caravel.verify.simulate;

import caravel.verify.simulate.DatabaseView.Part;
import caravel.verify.simulate.SimulatedTenants.Person;
import java.util.Set;

/// Rules that hold for a tenant although the platform stops, jumps in time, is restored from a copy
/// or runs out of sockets, and although the tenant tries to pay less.
final class FaultChecks {
  private final World world;
  private final PauseRules pauses;
  private final UnpaidService unpaid;
  private final WalletErrors walletErrors;
  private final BillingAhead ahead;

  FaultChecks(World world, DatabaseView database) {
    this.world = world;
    this.pauses = new PauseRules(world, database);
    this.unpaid = new UnpaidService(world);
    this.walletErrors = new WalletErrors(world, database);
    this.ahead = new BillingAhead(world);
  }

  /// Some parts of a tenant's rows have changed.
  void touched(Person person, Set<Part> parts) {
    if (parts.contains(Part.LETTERS)) {
      pauses.noticesChanged(person.key.hex());
    }
    if (parts.contains(Part.STANDING)) {
      walletErrors.check(person);
    }
  }

  void check(TenantSnapshot snapshot) {
    ahead.check(snapshot);
    pauses.check(snapshot);
    unpaid.check(snapshot);
    world.collectedItems().check();
    world.attemptPace().check();
  }
}
