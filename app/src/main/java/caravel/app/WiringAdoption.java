package caravel.app;

import caravel.control.activity.Activities;
import caravel.control.activity.ActivityStream;
import caravel.control.billing.BillingClock;
import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import caravel.control.hosting.RelayHost;
import caravel.control.hosting.RelaySpec;
import caravel.control.hosting.zooid.ZooidHost;
import caravel.control.hosting.zooid.ZooidHost.ApiAccess;
import caravel.control.relay.RelayAdoption;
import caravel.control.relay.Relays;
import caravel.control.tenant.TenantDesk;
import java.time.InstantSource;
import java.util.Optional;

/// The part of [Wiring] for the commands that adopt: the desks that store tenants and relays, and
/// the zooid of ZOOID_API_URL.
final class WiringAdoption implements AutoCloseable {
  private final ZooidHost host;

  /// @throws IllegalArgumentException if the settings name no zooid
  WiringAdoption(Config config, ServerKeys keys, InstantSource clock) {
    this.host = WiringZooid.remote(config, keys, clock);
  }

  /// @param box encrypts secrets
  record Desks(TenantDesk tenants, RelayAdoption relays, SecretBox box) {}

  static Desks desks(Config config, ServerKeys keys, Db db, InstantSource clock) {
    var stream = new ActivityStream();
    var activities = new Activities(stream, new BillingClock(db, clock));
    var box = new SecretBox(keys.encryption());
    var foundation = new Relays.Foundation(db, activities, stream, box, () -> {});
    return new Desks(
        new TenantDesk(activities, stream, config.platform().catalogue().plans()),
        new RelayAdoption(new WiringSettings(config, keys).relayTerms(), foundation),
        box);
  }

  RelayHost host() {
    return host;
  }

  /// The body of the request that changes a relay to this state.
  String changeBody(RelaySpec spec) {
    return host.changeBody(spec);
  }

  /// Why the zooid cannot be used, as a sentence for the operator; empty = it can.
  Optional<String> refusal() {
    return switch (host.access()) {
      case ApiAccess.Granted() -> Optional.empty();
      case ApiAccess.KeyRefused(var why) ->
          Optional.of("The zooid refuses the key of ZOOID_API_SECRET: " + why);
      case ApiAccess.NotZooid() ->
          Optional.of("What answers at ZOOID_API_URL does not speak zooid's API.");
      case ApiAccess.Unreachable(var why) ->
          Optional.of("The zooid of ZOOID_API_URL does not answer: " + why);
    };
  }

  @Override
  public void close() {
    host.close();
  }
}
