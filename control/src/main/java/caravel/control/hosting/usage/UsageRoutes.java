package caravel.control.hosting.usage;

import caravel.control.db.Db;
import caravel.control.hosting.RelayAccess;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.usage.RelayUsage.Sample;
import caravel.control.hosting.usage.UsageHost.HostUsage;
import caravel.control.hosting.usage.UsageHost.RelayCall;
import caravel.control.hosting.usage.UsageHost.StorageLimits;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.http.TeamRole;
import caravel.control.plan.Plan;
import caravel.control.plan.Plans;
import caravel.control.problem.Problem;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelayProgress;
import caravel.control.relay.RelaySettings;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The route for the figures of a relay: those of now, read from its host, and those over time. The
/// last sample takes the place of the host while the relay is offline or does not answer.
final class UsageRoutes {
  private static final Problem UNSUPPORTED =
      new Problem.Conflict(
          "usage-unsupported", "This relay’s software doesn’t report its storage and traffic.");

  private final Db db;
  private final RelayProgress relays;
  private final Plans plans;
  private final RelayAccess access;
  private final Map<String, UsageHost> hosts;
  private final UsageStore store = new UsageStore();

  UsageRoutes(
      Db db, RelayProgress relays, Plans plans, RelayAccess access, Map<String, UsageHost> hosts) {
    this.db = db;
    this.relays = relays;
    this.plans = plans;
    this.access = access;
    this.hosts = Map.copyOf(hosts);
  }

  /// @param from the first step
  /// @param current null = never measured
  /// @param points the steps with samples
  /// @param calls null = calls are off, or cannot be read now
  record RelayUsageView(
      String range,
      Instant from,
      long stepSeconds,
      @Nullable CurrentUsageView current,
      UsageLimitsView limits,
      List<UsagePointView> points,
      @Nullable List<RelayCall> calls) {}

  record CurrentUsageView(
      Instant measuredAt,
      @Nullable Long events,
      @Nullable Long eventBytes,
      @Nullable Long files,
      @Nullable Long fileBytes,
      long connections,
      @Nullable Integer members) {}

  /// The limits of the plan, or the host's default; null = not known, or unlimited members.
  record UsageLimitsView(
      @Nullable Long eventBytes, @Nullable Long fileBytes, @Nullable Integer members) {}

  record UsagePointView(
      Instant at,
      @Nullable Long events,
      @Nullable Long eventBytes,
      @Nullable Long fileBytes,
      long connectionsMax,
      long eventsIn,
      long bytesIn,
      long bytesOut) {}

  List<Route> routes() {
    var moderator = relays.access(TeamRole.MODERATOR);
    return List.of(Route.get("/relays/{id}/usage", moderator, this::usage));
  }

  private Response usage(Request request) {
    var range = range(request.query("range").orElse(UsageRange.DAY.word()));
    var relay = find(request).orElseThrow(() -> Problem.notFound().asException());
    var now = read(relay);
    return Response.ok(
        db.<RelayUsageView>read(tx -> {
          var last = store.last(tx, relay.id().value()).orElse(null);
          var sample = now == null ? last : Sample.of(tx.now(), now).after(last);
          var points = store.list(tx, relay.id().value(), range);
          return new RelayUsageView(
              range.word(),
              Instant.ofEpochSecond(range.first(tx.now())),
              range.step().toSeconds(),
              sample == null ? null : shown(relay, sample),
              limits(relay, now == null ? StorageLimits.UNKNOWN : now.limits()),
              points.stream().map(UsageRoutes::shown).toList(),
              now == null ? null : now.calls());
        }));
  }

  /// Reads the figures of an online relay; null = it is offline or does not answer.
  private @Nullable HostUsage read(Relay relay) {
    if (!relay.wantedOnline() || !relay.seen().answeredOnce()) {
      return null;
    }
    var host = hosts.get(relay.address().zooidDomain());
    if (host == null) {
      throw UNSUPPORTED.asException();
    }
    var withCalls = relay.wishes().settings().has(RelaySettings.Switch.LIVEKIT);
    return switch (host.usage(access.target(relay).spec(), withCalls)) {
      case RelayReply.Answered<HostUsage>(var usage) -> usage;
      case RelayReply.Off<HostUsage> _ -> throw UNSUPPORTED.asException();
      case RelayReply.Refused<HostUsage> _, RelayReply.Unknown<HostUsage> _ -> null;
    };
  }

  private static CurrentUsageView shown(Relay relay, Sample sample) {
    var storage = sample.storage();
    return new CurrentUsageView(
        sample.at(),
        storage.events(),
        storage.eventBytes(),
        storage.files(),
        storage.fileBytes(),
        sample.connections(),
        relay.seen().memberCount());
  }

  private static UsagePointView shown(UsageStore.Row row) {
    var storage = row.storage();
    return new UsagePointView(
        row.at(),
        storage.events(),
        storage.eventBytes(),
        storage.fileBytes(),
        row.connections(),
        row.counts().eventsIn(),
        row.counts().bytesIn(),
        row.counts().bytesOut());
  }

  /// The limits of the plan; where it has none, those of the host.
  private UsageLimitsView limits(Relay relay, StorageLimits host) {
    var offer = plans.byId(relay.wishes().planId()).map(Plan::offer).orElse(null);
    if (offer == null) {
      return new UsageLimitsView(host.eventBytes(), host.fileBytes(), null);
    }
    return new UsageLimitsView(
        offer.bytes() == null ? host.eventBytes() : offer.bytes(),
        offer.files().relay() == null ? host.fileBytes() : offer.files().relay(),
        offer.members());
  }

  private static UsageRange range(String word) {
    return Arrays.stream(UsageRange.values())
        .filter(range -> range.word().equals(word))
        .findFirst()
        .orElseThrow(
            () -> Problem.invalid("range", "Give “day”, “month” or “year”.").asException());
  }

  private Optional<Relay> find(Request request) {
    return relays.byId(new RelayId(request.path("id")));
  }
}
