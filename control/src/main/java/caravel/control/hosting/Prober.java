package caravel.control.hosting;

import caravel.control.hosting.Reconciler.Surroundings;
import caravel.control.hosting.RelayHost.Observation;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.members.KeyRange;
import caravel.control.hosting.members.MemberPage;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelayProgress;
import caravel.control.trace.TraceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Probes every settled relay of one host periodically, many at once. Stores the results, counts
/// members, and requests the repair of drift. Each round probes one page of relays; a sweep is all
/// pages.
final class Prober {
  /// Relays probed at once. With an answer in 20 ms that is up to 3,200 probes a second.
  static final int LOOKS_MAX = 64;

  /// Delay before a difference is checked again, because the host may be reloading the relay.
  static final Duration SECOND_LOOK_AFTER = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Prober.class);

  private final String domain;
  private final RelayHost host;
  private final Parts parts;
  private final Surroundings around;
  private final Duration every;
  private final Semaphore looks = new Semaphore(LOOKS_MAX);
  private @Nullable RelayId cursor;
  private Sweep sweep = new Sweep(0);
  private int relaysBefore;
  private volatile boolean anew;

  /// The stores that a prober uses.
  record Parts(
      RelayProgress relays,
      Specs specs,
      ProbeHistory history,
      Availability availability,
      HostBreaker breaker) {}

  /// A relay, its desired state, and the observation.
  record Seen(Relay relay, RelaySpec spec, Observation observation) {}

  /// The results of one sweep so far.
  private static final class Sweep {
    private final long number;
    private int relays;
    private int answered;
    private int differing;

    Sweep(long number) {
      this.number = number;
    }
  }

  /// @param domain the parent of the host's relays
  /// @param every interval of the probes of each relay
  Prober(String domain, RelayHost host, Parts parts, Surroundings around, Duration every) {
    this.domain = domain;
    this.host = host;
    this.parts = parts;
    this.around = around;
    this.every = every;
  }

  /// Probes the next page of relays and returns how long to rest.
  Duration round() {
    var start = around.clock().instant();
    if (anew) {
      anew = false;
      cursor = null;
      sweep = new Sweep(sweep.number);
    }
    var limit = Probing.pageRelays(relaysBefore);
    var page = parts.relays().after(domain, cursor, limit);
    var seen = lookAt(page);
    keep(parts, seen, around.clock().instant());
    repair(seen);
    sweep.relays += page.size();
    if (page.size() < limit) {
      endSweep();
    } else {
      cursor = page.getLast().id();
    }
    return rest(start);
  }

  /// Whether the next page is the first one.
  boolean isAtTheBeginning() {
    return cursor == null;
  }

  /// Starts a new sweep with the next round.
  void beginAnew() {
    anew = true;
  }

  boolean beginsAnew() {
    return anew;
  }

  /// Adds results to the history and to the availability. Deleted relays have no history.
  static void keep(Parts parts, List<Seen> seen, Instant now) {
    var looks = new HashMap<RelayId, ProbeStore.Look>();
    for (var one : seen) {
      if (!one.relay().isDeleted()) {
        looks.put(one.relay().id(), Probing.look(one.observation(), one.spec().inactive(), now));
      }
    }
    parts.history().keep(looks);
    parts.availability().count(seen, now);
  }

  private void endSweep() {
    parts.breaker().sweepEnded(sweep.answered, sweep.differing);
    relaysBefore = Math.max(1, sweep.relays);
    sweep = new Sweep(sweep.number + 1);
    cursor = null;
  }

  private Duration rest(Instant start) {
    if (parts.breaker().isOpen() && cursor == null) {
      return HostBreaker.FIRST_TRIAL_AFTER;
    }
    var pages = Math.ceilDiv(relaysBefore, Probing.pageRelays(relaysBefore));
    var rest = Probing.rest(every, pages).minus(Duration.between(start, around.clock().instant()));
    return rest.compareTo(Probing.REST_MIN) < 0 ? Probing.REST_MIN : rest;
  }

  /// Probes all relays of a page, at most [#LOOKS_MAX] at once. When that many in a row time out,
  /// the host is silent, and the rest of the page is skipped.
  private List<Seen> lookAt(List<Relay> page) {
    var silent = new AtomicInteger();
    var looking =
        page.stream()
            .filter(relay -> Probing.isDue(relay, sweep.number, every))
            .map(relay -> CompletableFuture.supplyAsync(() -> look(relay, silent), around.crew()))
            .toList();
    try {
      return looking.stream().flatMap(look -> look.join().stream()).toList();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
    }
  }

  private Optional<Seen> look(Relay relay, AtomicInteger silent) {
    looks.acquireUninterruptibly();
    try {
      if (silent.get() >= LOOKS_MAX) {
        return Optional.empty();
      }
      return Optional.of(look(relay, parts.specs().atPublicAddress(relay), silent));
    } finally {
      looks.release();
    }
  }

  private Seen look(Relay relay, RelaySpec spec, AtomicInteger silent) {
    try (var _ = TraceContext.relay(relay.id().value())) {
      var observation = lookTwice(spec);
      if (observation instanceof Observation.Unknown(_, var timedOut) && timedOut) {
        silent.incrementAndGet();
      } else {
        silent.set(0);
      }
      if (observation instanceof Observation.InSync
          && Probing.countsMembers(relay, sweep.number, every)) {
        countMembers(relay, spec);
      }
      return new Seen(relay, spec, observation);
    }
  }

  private Observation lookTwice(RelaySpec spec) {
    var first = host.probe(spec);
    if (!(first instanceof Observation.Drifted) || parts.breaker().isOpen()) {
      return first;
    }
    try {
      around.pause().rest(SECOND_LOOK_AFTER);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Observation.Unknown("interrupted");
    }
    return host.probe(spec);
  }

  private void repair(List<Seen> seen) {
    var answered = new ArrayList<Seen>();
    var differing = new HashMap<RelayId, Seen>();
    var order = new ArrayList<RelayId>();
    for (var one : seen) {
      switch (one.observation()) {
        case Observation.InSync _ -> answered.add(one);
        case Observation.Drifted _ -> {
          answered.add(one);
          differing.put(one.relay().id(), one);
          order.add(one.relay().id());
        }
        case Observation.Unknown(var why, _) ->
            LOG.debug("relay {} does not answer: {}", one.relay().id(), why);
      }
    }
    sweep.answered += answered.size();
    sweep.differing += differing.size();
    var now = around.clock().instant();
    for (var id : parts.breaker().admit(answered.size(), order, now)) {
      var one = differing.get(id);
      if (one != null && one.observation() instanceof Observation.Drifted(_, var how, _)) {
        try (var _ = TraceContext.relay(id.value())) {
          LOG.warn("relay {} has drifted: {}", id, how);
        }
        parts.relays().drifted(id, one.relay().seen().generation(), how);
        around.finished().ended();
      }
    }
  }

  /// Counts the members. Also called for a relay that has just come online.
  void countMembers(Relay relay, RelaySpec spec) {
    if (spec.inactive()) {
      return;
    }
    if (host.memberPage(spec, KeyRange.ALL, null, 1)
        instanceof RelayReply.Answered<MemberPage>(var page)) {
      var known = relay.seen().memberCount();
      if (known == null || known != page.total()) {
        parts.relays().membersSeen(relay.id(), page.total());
      }
    } else {
      LOG.debug("the members of relay {} cannot be read", relay.id());
    }
  }
}
