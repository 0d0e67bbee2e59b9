package caravel.control.hosting;

import caravel.control.activity.Activities;
import caravel.control.db.Db;
import caravel.control.hosting.Reconciler.Surroundings;
import caravel.control.http.ApiJson;
import caravel.control.http.Route;
import caravel.control.job.Worker;
import caravel.control.job.WorkerReport;
import caravel.control.plan.Plans;
import caravel.control.relay.RelayProgress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The hosting module: the workers that keep relays in their desired state, and the routes about
/// it.
public final class Hosting implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Hosting.class);

  /// Interval of the probes of each relay.
  public static final Duration PROBE_EVERY = Duration.ofMinutes(5);

  private final ExecutorService executor;
  private final Reconciler work;
  private final Probers probes;
  private final RelayCauses causes = new RelayCauses();
  private final Eraser erasing;
  private final Worker reconciler;
  private final Map<String, Worker> probers = new LinkedHashMap<>();
  private final Worker eraser;
  private final Availability availability;
  private final Worker counter;
  private final StatusRoutes status;
  private final HostingRoutes routes;
  private final RelayAccess access;
  private final PeopleRoutes people;

  /// The dependencies of hosting.
  ///
  /// @param history closed by the caller, as the hosts are
  ///
  /// @param db stores the availability of relays
  /// @param isBackedUp whether this server backs up the relays' events
  public record Parts(
      Db db,
      ProbeHistory history,
      RelayProgress relays,
      Plans plans,
      RelayHosts hosts,
      boolean isBackedUp) {}

  /// @param random safe for many threads
  /// @param executor works on relays; closed with this object
  /// @param pause waits between two probes of the same relay
  /// @param probeEvery interval of the probes of each relay
  public Hosting(
      Parts parts,
      InstantSource clock,
      RandomGenerator random,
      ExecutorService executor,
      Pause pause,
      Duration probeEvery) {
    var relays = parts.relays();
    var hosts = parts.hosts();
    var specs = new Specs(relays, parts.plans());
    this.executor = executor;
    var around = new Surroundings(clock, random, pause, executor, new Wake());
    this.availability = new Availability(parts.db(), clock);
    this.probes = new Probers(parts, availability, around, probeEvery, this::wakeProber);
    this.work = new Reconciler(relays, specs, hosts, around, probes, causes);
    this.erasing = new Eraser(relays, specs, hosts, parts.history(), availability, clock);
    this.reconciler = new Worker("reconciler", clock, this::reconcilingRound);
    for (var domain : probes.domains()) {
      var name = probes.domains().size() == 1 ? "prober" : "prober of " + domain;
      probers.put(domain, new Worker(name, clock, () -> probingRound(domain)));
    }
    this.eraser = new Worker("eraser", clock, this::erasingRound);
    this.counter = new Worker("availability", clock, availability::storeRound);
    this.routes = new HostingRoutes(parts, availability);
    this.status = new StatusRoutes(relays, availability, this::faults);
    this.access = new RelayAccess(specs, hosts);
    this.people = new PeopleRoutes(relays, new MemberAccess(relays, access, parts.plans()));
  }

  public void start() {
    reconciler.start();
    probers.values().forEach(Worker::start);
    eraser.start();
    counter.start();
  }

  /// Works on relays that differ from their desired state.
  ///
  /// @return how long to rest
  public Duration reconcilingRound() {
    return work.round();
  }

  /// Probes the next page of a host's relays. A sweep over all of them has one or more pages.
  ///
  /// @return how long to rest
  public Duration probingRound(String domain) {
    return probes.of(domain).round();
  }

  /// Erases relays that were deleted long enough ago.
  ///
  /// @return how long to rest
  public Duration erasingRound() {
    return erasing.round();
  }

  /// Whether the next probing round of a host begins a sweep.
  public boolean isBetweenSweeps(String domain) {
    return probes.of(domain).isAtTheBeginning();
  }

  /// Whether a host accepted a relay on trial, so that all its relays are probed now.
  public boolean isSweepRequested() {
    return probes.isSweepRequested();
  }

  /// Whether so many relays of a host drift that it is probed again soon.
  public boolean isHostAtFault() {
    return !probes.faults().isEmpty();
  }

  /// Wakes the reconciler after a change. Must be called after the commit, never inside a
  /// transaction.
  public void changed() {
    reconciler.wake();
  }

  /// Remembers which request changed a relay, for the log.
  public Activities.Follower causes() {
    return causes;
  }

  /// Access to online relays for requests of people.
  public RelayAccess access() {
    return access;
  }

  public List<Route> routes() {
    return Stream.of(routes.routes(), people.routes(), status.routes())
        .flatMap(List::stream)
        .toList();
  }

  public List<WorkerReport> reports() {
    return Stream.of(Stream.of(reconciler), probers.values().stream(), Stream.of(eraser, counter))
        .flatMap(workers -> workers)
        .map(Worker::report)
        .toList();
  }

  /// The availability of all relays over the last 89 ended days, as JSON for publication; empty if
  /// nothing was probed.
  public Optional<String> statusSummary() {
    var report = availability.endedDays();
    return report.availability() == null ? Optional.empty() : Optional.of(ApiJson.write(report));
  }

  /// The current faults of whole relay hosts: no answer, or too many drifted relays.
  public List<HostFault> faults() {
    return Stream.concat(work.faults().stream(), probes.faults().stream()).toList();
  }

  private void wakeProber(String domain) {
    Optional.ofNullable(probers.get(domain)).ifPresent(Worker::wake);
  }

  @Override
  public void close() {
    reconciler.close();
    executor.shutdownNow();
    probers.values().forEach(Worker::close);
    eraser.close();
    counter.close();
    executor.close();
    storeCounts();
  }

  /// Stores the last counts, so that an orderly stop loses none.
  private void storeCounts() {
    try {
      availability.storeRound();
    } catch (RuntimeException failed) {
      LOG.warn("the availability of relays could not be stored: {}", failed.toString());
    }
  }

  private final class Wake implements Reconciler.Finished {
    @Override
    public void ended() {
      reconciler.wake();
    }

    @Override
    public void complain(String what) {
      reconciler.complain(what);
    }
  }

  /// A short wait in the middle of an attempt: [Thread#sleep(Duration)], or the advance of a
  /// virtual clock.
  @FunctionalInterface
  public interface Pause {
    /// Returns after `length`.
    void rest(Duration length) throws InterruptedException;
  }
}
