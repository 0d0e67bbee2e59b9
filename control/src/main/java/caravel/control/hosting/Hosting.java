package caravel.control.hosting;

import caravel.control.hosting.Reconciler.Surroundings;
import caravel.control.http.Route;
import caravel.control.job.Worker;
import caravel.control.job.WorkerReport;
import caravel.control.plan.Plans;
import caravel.control.relay.RelayProgress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The workers that make relays real and keep them so, and the routes that tell of it.
public final class Hosting implements AutoCloseable {
  /// How often each relay is looked at.
  public static final Duration PROBE_EVERY = Duration.ofMinutes(5);

  private final ExecutorService crew;
  private final Worker reconciler;
  private final Worker prober;
  private final Worker eraser;
  private final HostingRoutes routes;
  private final PeopleRoutes people;

  /// What hosting stands on.
  ///
  /// @param history closed by whoever opened it, as the hosts are
  public record Parts(ProbeHistory history, RelayProgress relays, Plans plans, Hosts hosts) {}

  /// @param random safe for many threads
  public Hosting(Parts parts, InstantSource clock, RandomGenerator random, Duration probeEvery) {
    var relays = parts.relays();
    var hosts = parts.hosts();
    var specs = new Specs(relays, parts.plans());
    var history = parts.history();
    this.crew =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("hosting-", 0).factory());
    var around = new Surroundings(clock, random, Pause.REAL, crew, new Wake());
    var look = new Prober(relays, specs, hosts, history, around, probeEvery);
    var work = new Reconciler(relays, specs, hosts, around, new AfterSync(hosts, history, clock, look));
    var erase = new Eraser(relays, specs, hosts, history, clock);
    this.reconciler = new Worker("reconciler", clock, work::round);
    this.prober = new Worker("prober", clock, look::round);
    this.eraser = new Worker("eraser", clock, erase::round);
    this.routes = new HostingRoutes(relays, history);
    this.people = new PeopleRoutes(relays, new People(relays, specs, hosts, parts.plans()));
  }

  public void start() {
    reconciler.start();
    prober.start();
    eraser.start();
  }

  /// Wishes changed: look at them now. To be called after their commit, never inside.
  public void changed() {
    reconciler.wake();
  }

  public List<Route> routes() {
    return Stream.concat(routes.routes().stream(), people.routes().stream()).toList();
  }

  public List<WorkerReport> reports() {
    return List.of(reconciler.report(), prober.report(), eraser.report());
  }

  @Override
  public void close() {
    reconciler.close();
    crew.shutdownNow();
    prober.close();
    eraser.close();
    crew.close();
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

  /// The first look at a relay that has just been made real goes into its history, with its
  /// members.
  record AfterSync(Hosts hosts, ProbeHistory history, InstantSource clock, Prober prober)
      implements Consumer<Prober.Seen> {
    @Override
    public void accept(Prober.Seen settled) {
      var relay = settled.relay();
      Prober.keep(history, List.of(settled), clock.instant());
      hosts
          .of(relay.address().zooidDomain())
          .ifPresent(host -> prober.countMembers(relay, settled.spec(), host));
    }
  }
}
