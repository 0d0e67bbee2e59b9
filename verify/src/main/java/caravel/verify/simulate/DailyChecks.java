package caravel.verify.simulate;

import static caravel.verify.simulate.Violation.unless;

import caravel.verify.simulate.SimulatedTenants.Person;
import java.util.HashSet;

/// Checks the rules of a tenant that take some time to hold: relays, payments and the stored
/// wallet.
final class DailyChecks {
  private static final long TWO_DAYS_SECONDS = 2 * 86_400;

  private final World world;

  DailyChecks(World world) {
    this.world = world;
  }

  void check(Person person, TenantSnapshot snapshot) {
    relaysAreAsDesired(snapshot);
    walletIsEncrypted(person, snapshot);
    paymentsAreRecorded(person, snapshot);
  }

  private void walletIsEncrypted(Person person, TenantSnapshot snapshot) {
    var secret = world.payers().connectionOf(person.number).secret().revealHex();
    unless(
        !snapshot.standing().walletUrl().contains(secret),
        "a wallet connection is stored unencrypted");
  }

  private void relaysAreAsDesired(TenantSnapshot snapshot) {
    if (world.troubledWithin(FaultInjector.Place.RELAY_HOST, TWO_DAYS_SECONDS)) {
      return;
    }
    for (var relay : snapshot.standing().relays()) {
      var desired =
          relay.base().equals("active")
              && !relay.suspended()
              && !relay.deleted()
              && !snapshot.standing().suspended();
      unless(
          world.outside().zooids().isOnline(relay.id()) == desired,
          "{} should be {}",
          relay,
          desired ? "online" : "offline");
    }
  }

  /// A payment is recorded within two days without failures.
  private void paymentsAreRecorded(Person person, TenantSnapshot snapshot) {
    if (!world.disruptions().hasRails()
        || world.troubledWithin(FaultInjector.Place.WALLET, TWO_DAYS_SECONDS)
        || world.troubledWithin(FaultInjector.Place.CARDS, TWO_DAYS_SECONDS)) {
      return;
    }
    var known = new HashSet<String>();
    snapshot.paper().payments().forEach(payment -> known.add(payment.id()));
    var limit = world.clock().truth().minusSeconds(TWO_DAYS_SECONDS);
    for (var inflow : world.trail().of(person.number)) {
      unless(
          known.contains(inflow.id())
              || inflow.at().isAfter(limit)
              || !world.disruptions().has(inflow.isCard() ? Rail.CARD : Rail.LIGHTNING)
              || world.disruptions().restores().mayBeForgotten(inflow.at()),
          "the platform has not recorded {}",
          inflow);
    }
  }
}
