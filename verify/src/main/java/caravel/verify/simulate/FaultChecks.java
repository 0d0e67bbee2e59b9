package caravel.verify.simulate;

import caravel.verify.simulate.DatabaseView.Part;
import caravel.verify.simulate.SimulatedTenants.Person;
import java.util.Set;

/// Rules that hold for a tenant even if the platform stops, jumps in time, is restored or runs out
/// of sockets, and even if the tenant tries to pay less.
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

  /// Checks a tenant after some parts of its rows have changed.
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
