package caravel.control.hosting;

import caravel.control.plan.Plan;
import caravel.control.plan.Plans;
import caravel.control.relay.Provisioning;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayProgress;
import caravel.control.relay.TeamMember;

/// Builds the spec of a relay for its host.
public final class Specs {
  private final RelayProgress relays;
  private final Plans plans;

  public Specs(RelayProgress relays, Plans plans) {
    this.relays = relays;
    this.plans = plans;
  }

  public RelaySpec of(Relay relay) {
    return at(relay, relay.host());
  }

  /// The state to expect at the address of clients. A deleted relay must not answer there, whatever
  /// its current host.
  RelaySpec atPublicAddress(Relay relay) {
    return at(relay, relay.publicHost());
  }

  private RelaySpec at(Relay relay, String host) {
    var identity =
        new RelaySpec.Identity(
            relay.id().value(), host, relay.address().schema(), relays.secret(relay.id()));
    var wishes = relay.wishes();
    var profile = wishes.profile();
    var managers = relays.team(relay.id()).stream().map(TeamMember::pubkey).toList();
    var info =
        new RelaySpec.Info(
            profile.name(), profile.icon(), profile.description(), relay.tenant(), managers);
    return new RelaySpec(
        identity,
        isKnown(relay),
        !relay.wantedOnline(),
        info,
        wishes.settings(),
        limits(wishes.planId()));
  }

  /// A plan that is no longer in the catalogue sets no limit.
  private RelaySpec.Limits limits(String planId) {
    return plans
        .byId(planId)
        .map(Plan::offer)
        .map(offer -> new RelaySpec.Limits(offer.members(), offer.bytes(), offer.files()))
        .orElseGet(() -> new RelaySpec.Limits(null, null));
  }

  private static boolean isKnown(Relay relay) {
    return relay.seen().answeredOnce() || relay.seen().step() != Provisioning.Step.SAVED;
  }
}
