package caravel.control.hosting;

import caravel.control.hosting.Hosting.Pause;
import caravel.control.hosting.Reconciling.Moment;
import caravel.control.hosting.Reconciling.Step;
import caravel.control.hosting.RelayHost.ApplyResult;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelayProgress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares the desired and the observed state of all relays, and works on the differences: some
/// relays at once, and no relay twice at once. Slots are limited by host and by tenant.
final class Reconciler {
  /// Longest time between two rounds, with or without a wake-up.
  static final Duration ROUND_EVERY = Duration.ofSeconds(5);

  /// Delay of a relay whose attempt failed with an internal error.
  static final Duration REST_AFTER_ACCIDENT = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

  private final RelayProgress relays;
  private final Specs specs;
  private final RelayHosts hosts;
  private final Surroundings around;
  private final Consumer<Prober.Seen> settled;
  private final RelayCauses causes;
  private final HostWatch watch = new HostWatch();
  private final ReconcilerSlots slots = new ReconcilerSlots();
  private final DueRelays due;
  private final Map<RelayId, Instant> resting = new ConcurrentHashMap<>();

  /// The dependencies of a worker.
  ///
  /// @param crew runs an attempt; tests run it in place
  /// @param finished called after each attempt, so that the next round follows
  record Surroundings(
      InstantSource clock, RandomGenerator random, Pause pause, Executor crew, Finished finished) {}

  /// Called after each attempt.
  interface Finished {
    void ended();

    void complain(String what);
  }

  Reconciler(
      RelayProgress relays,
      Specs specs,
      RelayHosts hosts,
      Surroundings around,
      Consumer<Prober.Seen> settled,
      RelayCauses causes) {
    this.relays = relays;
    this.specs = specs;
    this.hosts = hosts;
    this.around = around;
    this.settled = settled;
    this.causes = causes;
    this.due = new DueRelays(relays, slots);
  }

  /// Starts attempts for the due relays of each host, tenant by tenant, as slots allow. Returns how
  /// long to rest.
  Duration round() {
    var now = around.clock().instant();
    resting.values().removeIf(until -> !until.isAfter(now));
    var left = false;
    for (var domain : hosts.byDomain().keySet()) {
      left |= fill(domain, now);
    }
    watch.scouts(now).stream().flatMap(id -> relays.byId(id).stream()).forEach(this::scout);
    // Where attempts run in place, all slots are free again.
    return left && slots.size() == 0 ? Duration.ZERO : rest(around.clock().instant());
  }

  /// Whether relays were started and others are still due.
  private boolean fill(String domain, Instant now) {
    if (!slots.hasRoom(domain)) {
      return false;
    }
    var order = due.of(domain, now, resting.size());
    var taken = order.stream().filter(this::takeSlot).toList();
    taken.forEach(relay -> around.crew().execute(() -> attempt(relay)));
    return !taken.isEmpty() && taken.size() < order.size();
  }

  private boolean takeSlot(Relay relay) {
    return !resting.containsKey(relay.id()) && slots.take(relay);
  }

  /// The faults of whole hosts: those that do not answer.
  List<HostFault> faults() {
    return watch.faults();
  }

  private Duration rest(Instant now) {
    var next = now.plus(ROUND_EVERY);
    var first =
        Stream.concat(
                hosts.byDomain().keySet().stream()
                    .flatMap(domain -> relays.nextDue(domain, now).stream()),
                watch.nextLook().stream())
            .filter(next::isAfter)
            .min(Comparator.naturalOrder())
            .orElse(next);
    var rest = Duration.between(now, first);
    return rest.isNegative() ? Duration.ZERO : rest;
  }

  private void scout(Relay relay) {
    if (relay.seen().syncedGeneration() < relay.seen().generation()
        || !relay.seen().trouble().error().isEmpty()) {
      start(relay);
    } else {
      watch.answered(relay.address().zooidDomain());
    }
  }

  private void start(Relay relay) {
    if (takeSlot(relay)) {
      around.crew().execute(() -> attempt(relay));
    }
  }

  private void attempt(Relay relay) {
    try (var _ = causes.enter(relay.id())) {
      attemptTraced(relay);
    }
  }

  private void attemptTraced(Relay relay) {
    try {
      work(relay);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException accident) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      LOG.error("the work on relay {} failed", relay.id(), accident);
      around.finished().complain("relay " + relay.id() + ": " + accident);
      resting.put(relay.id(), around.clock().instant().plus(REST_AFTER_ACCIDENT));
    } finally {
      slots.free(relay.id());
      around.finished().ended();
    }
  }

  private void work(Relay relay) throws InterruptedException {
    var host = hosts.of(relay.address().zooidDomain()).orElseThrow();
    var spec = specs.of(relay);
    var step = Reconciling.begin(relay);
    while (true) {
      switch (step) {
        case Step.Apply() -> step = Reconciling.afterApply(apply(relay, spec, host), moment(relay));
        case Step.LookBack() -> step = Reconciling.afterLookBack(host.probe(spec), moment(relay));
        case Step.Look look -> {
          around.pause().rest(look.after());
          step = Reconciling.afterLook(look, host.probe(spec), moment(relay));
        }
        case Step.Confirm(var sighting) -> {
          relays.answered(relay.id(), relay.seen().generation());
          settled.accept(new Prober.Seen(relay, spec, sighting));
          causes.settled(relay.id());
          return;
        }
        case Step.Postpone postpone -> {
          // An interrupted attempt says nothing about the host.
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          postpone(relay, postpone);
          return;
        }
      }
    }
  }

  private ApplyResult apply(Relay relay, RelaySpec spec, RelayHost host) {
    var result = host.apply(spec);
    switch (result) {
      case ApplyResult.Accepted() -> {
        relays.sent(relay.id(), relay.seen().generation());
        hostAnswered(relay);
      }
      case ApplyResult.Refused _ -> hostAnswered(relay);
      case ApplyResult.Unknown _ -> {}
    }
    return result;
  }

  private void hostAnswered(Relay relay) {
    var domain = relay.address().zooidDomain();
    if (watch.answered(domain)) {
      LOG.info("the relay host of {} answers again", domain);
      relays.wake(domain);
    }
  }

  private void postpone(Relay relay, Step.Postpone postpone) {
    var domain = relay.address().zooidDomain();
    if (postpone.hostAway()) {
      around.finished().complain("the relay host of " + domain + ": " + postpone.why());
      if (watch.silent(domain, relay.id(), around.clock().instant())) {
        LOG.warn("the relay host of {} does not answer: {}", domain, postpone.why());
      }
    } else {
      around.finished().complain("relay " + relay.id() + ": " + postpone.why());
      if (relay.seen().trouble().attempts() == 0) {
        LOG.warn("relay {} is not as wished: {}", relay.id(), postpone.why());
      }
    }
    relays.failed(relay.id(), relay.seen().generation(), postpone.failure(), postpone.retryAt());
  }

  private Moment moment(Relay relay) {
    return new Moment(
        around.clock().instant(), relay.seen().trouble().attempts(), around.random().nextDouble());
  }
}
