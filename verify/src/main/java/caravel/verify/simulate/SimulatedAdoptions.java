package caravel.verify.simulate;

import caravel.control.relay.PaidElsewhere;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayAdoption.Adoptable;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelaySettings;
import caravel.control.relay.RelayStatus;
import caravel.nostr.SecretKey;
import caravel.verify.simulate.SimulatedTenants.Mine;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;

/// Relays that simulated tenants bring from an earlier platform, where a part of the time to come
/// is paid for.
final class SimulatedAdoptions {
  private static final int DAY_SECONDS = 86_400;
  private static final int SECRET_BYTES = 32;

  private final World world;
  private final SimulatedTenants tenants;

  SimulatedAdoptions(World world, SimulatedTenants tenants) {
    this.world = world;
    this.tenants = tenants;
  }

  /// Adopts one relay of a tenant.
  void adopt(int tenant, long salt) {
    if (world.disruptions().isDown()) {
      return;
    }
    var person = tenants.person(tenant);
    tenants.reassure(person);
    var random = new Random(salt);
    var id = new UUID(random.nextLong(), random.nextLong()).toString();
    var label = "old" + id.substring(0, 8);
    var plan = random.nextInt(3) == 0 ? "growth" : "basic";
    var now = Instant.ofEpochSecond(world.clock().truth().getEpochSecond());
    var relay =
        new Adoptable(
            new RelayId(id),
            person.key,
            new Relay.Address(
                label,
                ControlPlaneProcess.DOMAIN,
                label + "_" + id.substring(24),
                Relay.CustomDomain.NONE),
            new Relay.Wishes(plan, new Relay.Profile("One", "", ""), RelaySettings.of()),
            RelayStatus.ACTIVE,
            now);
    var secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    person.unsure = true;
    world
        .program()
        .adopt(relay, SecretKey.parse(HexFormat.of().formatHex(secret)), paid(plan, now, random));
    person.relays.add(new Mine(id, label));
    person.unsure = false;
  }

  /// The time is mostly paid to the end of a month of the earlier platform, sometimes to a time
  /// inside of it, some months ahead, or over.
  private PaidElsewhere paid(String plan, Instant now, Random random) {
    var anchor = now.minusSeconds((100 + random.nextInt(200)) * (long) DAY_SECONDS);
    var months = 0;
    while (!month(anchor, months).isAfter(now)) {
      months++;
    }
    var paidUntil =
        switch (random.nextInt(6)) {
          case 0 -> month(anchor, months + random.nextInt(3));
          case 1 -> month(anchor, months).minusSeconds(random.nextInt(40 * DAY_SECONDS));
          default -> month(anchor, months);
        };
    var price = world.plans().byId(plan).orElseThrow().price().amount();
    return new PaidElsewhere(plan, price, paidUntil, anchor);
  }

  private static Instant month(Instant anchor, int index) {
    return anchor.atZone(ZoneOffset.UTC).plusMonths(index).toInstant();
  }
}
