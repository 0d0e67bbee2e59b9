package caravel.control.hosting;

import caravel.control.activity.Activities;
import caravel.control.activity.ActivityStream;
import caravel.control.auth.Authenticator.AuthResult;
import caravel.control.auth.Caller;
import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import caravel.control.db.TestDatabase;
import caravel.control.hosting.Reconciler.Surroundings;
import caravel.control.http.Request;
import caravel.control.http.Route.HttpMethod;
import caravel.control.money.Currency;
import caravel.control.plan.Plans;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelayProgress;
import caravel.control.relay.RelayTerms;
import caravel.control.relay.Relays;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;

/// Relays of many tenants on two hosts that a test controls.
final class Fleet implements AutoCloseable {
  static final String A = "a.example";
  static final String B = "b.example";
  private static final int RELAYS_MAX = 1_000;

  final SteppingClock clock = new SteppingClock(Instant.ofEpochSecond(1_700_000_000));
  final ScriptedHost a = new ScriptedHost();
  final ScriptedHost b = new ScriptedHost();
  final Hosting.Parts parts;
  final Specs specs;
  final ProbeHistory history;
  final Availability availability;
  private final Db db;
  private final ActivityStream stream = new ActivityStream();
  private final Relays relays;

  Fleet(Path folder) {
    db = TestDatabase.open(folder.resolve("control.db"), clock);
    history = ProbeHistory.in(folder.resolve("probes.db"), clock);
    var activities = new Activities(stream, clock);
    var plans = Plans.builtIn(Currency.SAT);
    var limits = new RelayTerms.Limits(RELAYS_MAX, RELAYS_MAX);
    relays =
        new Relays(
            new RelayTerms(plans, List.of(A, B), Set.of(), limits),
            new TenantDesk(activities, stream, Plans.builtIn(Currency.SAT)),
            new Relays.Foundation(
                db,
                activities,
                stream,
                new SecretBox(List.of(SecretKey.parse("0c".repeat(32)))),
                () -> {}));
    parts =
        new Hosting.Parts(
            db, history, relays.progress(), plans, new RelayHosts(Map.of(A, a, B, b)), false);
    availability = new Availability(db, clock);
    specs = new Specs(relays.progress(), plans);
  }

  RelayProgress progress() {
    return relays.progress();
  }

  Surroundings around(Executor crew) {
    var finished =
        new Reconciler.Finished() {
          @Override
          public void ended() {}

          @Override
          public void complain(String what) {}
        };
    return new Surroundings(clock, new Random(1), clock::advance, crew, finished);
  }

  Reconciler reconciler(Executor crew) {
    return new Reconciler(
        progress(), specs, parts.hosts(), around(crew), _ -> {}, new RelayCauses());
  }

  Prober prober(String domain, RelayHost host, Executor crew) {
    var uses = new Prober.Parts(progress(), specs, history, availability, new HostBreaker(domain));
    return new Prober(domain, host, uses, around(crew), Hosting.PROBE_EVERY);
  }

  static PublicKey tenant(int number) {
    return SecretKey.parse("%064x".formatted(number + 1)).publicKey();
  }

  RelayId create(int tenant, String domain, String label) {
    var body =
        "{\"subdomain\":\"%s\",\"plan_id\":\"free\",\"zooid_domain\":\"%s\"}"
            .formatted(label, domain);
    call(tenant, HttpMethod.POST, "/relays", Map.of(), Map.of(), body);
    return progress().after(domain, null, RELAYS_MAX).stream()
        .filter(relay -> relay.address().subdomain().equals(label))
        .findFirst()
        .orElseThrow()
        .id();
  }

  void delete(RelayId id) {
    var label = progress().byId(id).orElseThrow().address().subdomain();
    call(
        0,
        HttpMethod.DELETE,
        "/relays/{id}",
        Map.of("id", id.value()),
        Map.of("confirm", label),
        "");
  }

  private void call(
      int tenant,
      HttpMethod method,
      String path,
      Map<String, String> parameters,
      Map<String, String> query,
      String body) {
    var sent = new Request.Sent(parameters, query, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    var caller =
        new AuthResult.Accepted(
            new Caller(tenant(tenant), false),
            new AuthResult.Token("00".repeat(32), false, true, 0));
    relays.routes().stream()
        .filter(route -> route.method() == method && route.path().equals(path))
        .findFirst()
        .orElseThrow()
        .handler()
        .handle(new Request(sent, caller));
  }

  @Override
  public void close() {
    stream.close();
    history.close();
    db.close();
  }
}
