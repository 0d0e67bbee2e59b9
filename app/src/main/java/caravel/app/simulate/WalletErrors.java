package caravel.app.simulate;

import static caravel.app.simulate.Violation.unless;

import caravel.app.simulate.People.Person;

/// Checks that a tenant reads of a wallet failure only after the wallet itself refused.
final class WalletErrors {
  private static final String ERROR = "SELECT nwc_error FROM tenants WHERE pubkey = ?";

  private final World world;
  private final Tables tables;

  WalletErrors(World world, Tables tables) {
    this.world = world;
    this.tables = tables;
  }

  void check(Person person) {
    for (var error : tables.list(ERROR, row -> row.getString(1), person.key.hex())) {
      unless(
          error.isEmpty() || world.payers().hasSaid(person.number, error),
          "the wallet of tenant {} is said to have failed, and did not: {}",
          person.number,
          error);
    }
  }
}
