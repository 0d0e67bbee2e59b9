package caravel.verify.simulate;

import static caravel.verify.simulate.Violation.unless;

import caravel.verify.simulate.SimulatedTenants.Person;

/// Checks that a tenant sees a wallet error only after the wallet itself refused.
final class WalletErrors {
  private static final String ERROR = "SELECT nwc_error FROM tenants WHERE pubkey = ?";

  private final World world;
  private final DatabaseView database;

  WalletErrors(World world, DatabaseView database) {
    this.world = world;
    this.database = database;
  }

  void check(Person person) {
    for (var error : database.list(ERROR, row -> row.getString(1), person.key.hex())) {
      unless(
          error.isEmpty() || world.payers().hasSaid(person.number, error),
          "the wallet of tenant {} is said to have failed, and did not: {}",
          person.number,
          error);
    }
  }
}
