package caravel.control.hosting;

import caravel.control.hosting.Reconciler.Surroundings;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelayProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at every settled relay from time to time, keeps what it saw, counts members, and has
/// repaired what differs. One page of relays a round.
final class Prober {
  /// A host that just reloads a relay is given this long before a difference counts.
  static final Duration SECOND_LOOK_AFTER = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Prober.class);

  private final RelayProgress relays;
  private final Specs specs;
  private final Hosts hosts;
  private final ProbeHistory history;
  private final Surroundings around;
  private final Duration every;
  private @Nullable RelayId cursor;
  private int pagesNow;
  private int pagesBefore;
  private long rounds;

  /// @param every how often each relay is looked at
  Prober(
      RelayProgress relays,
      Specs specs,
      Hosts hosts,
      ProbeHistory history,
      Surroundings around,
      Duration every) {
    this.relays = relays;
    this.specs = specs;
    this.hosts = hosts;
    this.history = history;
    this.around = around;
    this.every = every;
  }

  /// A relay, what it should be, and what was seen of it.
  record Seen(Relay relay, RelaySpec spec, Sighting sighting) {}

  /// Adds what was seen to the history.
  static void keep(ProbeHistory history, List<Seen> seen, Instant now) {
    var looks = new HashMap<RelayId, ProbeStore.Look>();
    for (var one : seen) {
      looks.put(
          one.relay().id(), Probing.look(one.sighting(), one.spec().inactive(), now));
    }
    history.keep(looks);
  }

  /// Looks at the next page of relays and answers how long to rest.
  Duration round() {
    var page = relays.after(cursor, Probing.PAGE_RELAYS);
    if (!page.isEmpty()) {
      pagesNow++;
      var seen = lookAt(page.stream().filter(Reconciling::isSettled).toList());
      keep(history, seen, around.clock().instant());
      seen.forEach(this::repair);
    }
    if (page.size() < Probing.PAGE_RELAYS) {
      cursor = null;
      rounds++;
      pagesBefore = Math.max(1, pagesNow);
      pagesNow = 0;
    } else {
      cursor = page.getLast().id();
    }
    return Probing.rest(every, pagesBefore);
  }

  /// Whether the next page is the first one.
  boolean isAtTheBeginning() {
    return cursor == null;
  }

  /// All at once; a relay whose host is not configured is left out.
  private List<Seen> lookAt(List<Relay> page) {
    var looks =
        page.stream()
            .map(relay -> CompletableFuture.supplyAsync(() -> look(relay), around.crew()))
            .toList();
    try {
      return looks.stream().flatMap(look -> look.join().stream()).toList();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
    }
  }

  private Optional<Seen> look(Relay relay) {
    return hosts
        .of(relay.address().zooidDomain())
        .map(host -> {
          var spec = specs.of(relay);
          var sighting = lookTwice(host, spec);
          if (sighting instanceof Sighting.AsWished) {
            countMembers(relay, spec, host);
          }
          return new Seen(relay, spec, sighting);
        });
  }

  private void repair(Seen seen) {
    var relay = seen.relay();
    switch (seen.sighting()) {
      case Sighting.AsWished _ -> {}
      case Sighting.Differs(_, var how, _) -> {
        LOG.warn("relay {} has drifted: {}", relay.id(), how);
        relays.drifted(relay.id(), relay.seen().generation(), how);
        around.finished().ended();
      }
      case Sighting.Unknown(var why) -> LOG.debug("relay {} does not answer: {}", relay.id(), why);
    }
  }

  private Sighting lookTwice(RelayHost host, RelaySpec spec) {
    var first = host.probe(spec);
    if (!(first instanceof Sighting.Differs)) {
      return first;
    }
    try {
      around.pause().rest(SECOND_LOOK_AFTER);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Sighting.Unknown("interrupted");
    }
    return host.probe(spec);
  }

  /// Also called for a relay that has just been made real.
  void countMembers(Relay relay, RelaySpec spec, RelayHost host) {
    if (spec.inactive()) {
      return;
    }
    switch (host.members(spec)) {
      case Membership.Listed(var keys) -> {
        var known = relay.seen().memberCount();
        if (known == null || known != keys.size()) {
          relays.membersSeen(relay.id(), keys.size());
        }
      }
      case Membership.Unknown(var why) ->
          LOG.debug("the members of relay {} cannot be read: {}", relay.id(), why);
    }
  }
}
