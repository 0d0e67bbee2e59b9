package caravel.control.hosting;

import caravel.control.activity.Activities;
import caravel.control.activity.ActivityStream;
import caravel.control.auth.Authenticator.AuthResult;
import caravel.control.auth.Caller;
import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import caravel.control.db.TestDatabase;
import caravel.control.hosting.Reconciler.Surroundings;
import caravel.control.hosting.zooid.RecordedZooid;
import caravel.control.hosting.zooid.ZooidHost;
import caravel.control.hosting.zooid.ZooidSettings;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.http.Route.HttpMethod;
import caravel.control.money.Currency;
import caravel.control.plan.Plans;
import caravel.control.problem.ProblemException;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelayProgress;
import caravel.control.relay.RelayTerms;
import caravel.control.relay.Relays;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/// Relays, their database and the workers of hosting, on a manual clock, against a recorded zooid.
final class HostingWorld implements AutoCloseable {
  static final PublicKey OWNER = SecretKey.parse("02".repeat(32)).publicKey();
  private static final AuthResult.Accepted SIGNED_IN =
      new AuthResult.Accepted(
          new Caller(OWNER, false), new AuthResult.Token("00".repeat(32), false, true, 0));
  static final Duration PROBE_EVERY = Duration.ofMinutes(5);
  private static final SecretKey API_KEY = SecretKey.parse("09".repeat(32));
  private static final SecretKey BOX_KEY = SecretKey.parse("0c".repeat(32));
  private static final int ROUNDS_MAX = 20_000;

  final SteppingClock clock = new SteppingClock(Instant.ofEpochSecond(1_700_000_000));
  final RecordedZooid zooid = new RecordedZooid(clock, API_KEY.publicKey());
  final List<String> complaints = new ArrayList<>();
  private final ZooidHost host =
      ZooidHost.open(new ZooidSettings(zooid.apiUrl(), API_KEY, null, null, null), clock);
  private final Path file;
  private final Random random;
  private Program program;
  private Duration probeRest = Duration.ZERO;

  /// The parts that are lost when the process dies.
  private record Program(
      Db db,
      ProbeHistory history,
      ActivityStream stream,
      Relays relays,
      Reconciler reconciler,
      Probers probers,
      Availability availability,
      Eraser eraser,
      PeopleRoutes routes) {}

  HostingWorld(Path folder, long seed) {
    this.file = folder.resolve("control.db");
    this.random = new Random(seed);
    this.program = start(host);
  }

  /// Kills the process and starts it again on the same file.
  void restart() {
    restartWith(host);
  }

  void restartWith(RelayHost other) {
    stop();
    program = start(other);
  }

  ZooidHost host() {
    return host;
  }

  RelayProgress progress() {
    return program.relays().progress();
  }

  Relay relay(RelayId id) {
    return progress().byId(id).orElseThrow();
  }

  String domain() {
    return "localhost:" + zooid.port();
  }

  List<HostFault> faults() {
    return Stream.concat(
            program.reconciler().faults().stream(), program.probers().faults().stream())
        .toList();
  }

  Availability availability() {
    return program.availability();
  }

  ProbeHistory history() {
    return program.history();
  }

  Db db() {
    return program.db();
  }

  RelayId create(String subdomain) {
    var body = "{\"subdomain\":\"" + subdomain + "\",\"plan_id\":\"free\",\"info_name\":\"First\"}";
    call(HttpMethod.POST, "/relays", Map.of(), body);
    return progress().after(domain(), null, 500).stream()
        .filter(relay -> relay.address().subdomain().equals(subdomain))
        .findFirst()
        .orElseThrow()
        .id();
  }

  void rename(RelayId id, String name) {
    var body = "{\"info_name\":\"" + name + "\"}";
    call(HttpMethod.PUT, "/relays/{id}", Map.of("id", id.value()), body);
  }

  void act(RelayId id, String verb) {
    call(HttpMethod.POST, "/relays/{id}/" + verb, Map.of("id", id.value()), "");
  }

  void delete(RelayId id) {
    var subdomain = relay(id).address().subdomain();
    var sent =
        new Request.Sent(
            Map.of("id", id.value()), Map.of("confirm", subdomain), Map.of(), new byte[0]);
    route(HttpMethod.DELETE, "/relays/{id}").handler().handle(new Request(sent, SIGNED_IN));
  }

  Response call(HttpMethod method, String path, Map<String, String> parameters, String body) {
    var sent =
        new Request.Sent(parameters, Map.of(), Map.of(), body.getBytes(StandardCharsets.UTF_8));
    try {
      return route(method, path).handler().handle(new Request(sent, SIGNED_IN));
    } catch (ProblemException refused) {
      return Response.problem(refused.problem());
    }
  }

  /// Runs one round of the reconciler.
  Duration tick() {
    return program.reconciler().round();
  }

  /// Probes one page.
  Duration probe() {
    return program.probers().of(domain()).round();
  }

  void erase() {
    program.eraser().round();
  }

  /// Advances the time while the workers run.
  void pass(Duration length) {
    var end = clock.instant().plus(length);
    var nextProbe = clock.instant().plus(probeRest);
    for (var round = 0; clock.instant().isBefore(end); round++) {
      if (round > ROUNDS_MAX) {
        throw new AssertionError("the workers do not rest");
      }
      var rest = tick();
      if (!clock.instant().isBefore(nextProbe)) {
        probeRest = probe();
        nextProbe = clock.instant().plus(probeRest);
      }
      clock.advance(rest.compareTo(Duration.ofMillis(20)) < 0 ? Duration.ofMillis(20) : rest);
    }
  }

  @Override
  public void close() {
    stop();
    host.close();
    zooid.close();
  }

  private Route route(HttpMethod method, String path) {
    return Stream.concat(program.relays().routes().stream(), program.routes().routes().stream())
        .filter(route -> route.method() == method && route.path().equals(path))
        .findFirst()
        .orElseThrow();
  }

  private void stop() {
    program.stream().close();
    program.history().close();
    program.db().close();
  }

  private Program start(RelayHost relayHost) {
    var db = TestDatabase.open(file, clock);
    var stream = new ActivityStream();
    var activities = new Activities(stream, clock);
    var plans = Plans.builtIn(Currency.SAT);
    var domain = "localhost:" + zooid.port();
    var relays =
        new Relays(
            new RelayTerms(plans, List.of(domain), Set.of(), new RelayTerms.Limits(50, 50)),
            new TenantDesk(activities, stream, Plans.builtIn(Currency.SAT)),
            new Relays.Foundation(
                db, activities, stream, new SecretBox(List.of(BOX_KEY)), () -> {}));
    var hosts = new RelayHosts(Map.of(domain, relayHost));
    var progress = relays.progress();
    var specs = new Specs(progress, plans);
    var history = ProbeHistory.in(file.resolveSibling("probes.db"), clock);
    var around = new Surroundings(clock, random, clock::advance, Runnable::run, finished());
    var parts = new Hosting.Parts(db, history, progress, plans, hosts, false);
    var availability = new Availability(db, clock);
    var probers = new Probers(parts, availability, around, PROBE_EVERY, _ -> {});
    var causes = new RelayCauses();
    activities.follow(causes);
    var reconciler = new Reconciler(progress, specs, hosts, around, probers, causes);
    return new Program(
        db,
        history,
        stream,
        relays,
        reconciler,
        probers,
        availability,
        new Eraser(progress, specs, hosts, history, availability, clock),
        new PeopleRoutes(
            progress, new MemberAccess(progress, new RelayAccess(specs, hosts), plans)));
  }

  private Reconciler.Finished finished() {
    return new Reconciler.Finished() {
      @Override
      public void ended() {}

      @Override
      public void complain(String what) {
        complaints.add(what);
      }
    };
  }
}
