package caravel.control.hosting.usage;

import caravel.control.db.Db;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.Specs;
import caravel.control.hosting.usage.RelayUsage.Sample;
import caravel.control.hosting.usage.UsageHost.HostUsage;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelayProgress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the figures of every online relay every 15 minutes, and stores them. Each round reads one
/// page of relays of one host.
///
/// A host without the route, and one that does not answer, is left out until the next time.
final class UsageSampler {
  static final Duration EVERY = Duration.ofMinutes(15);

  static final int PAGE_RELAYS = 64;

  /// Relays that are read at once, so that requests of people find a place.
  static final int CALLS_MAX = 8;

  /// Rest between two pages: 10,000 relays take less than three minutes.
  static final Duration PAGE_REST = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(UsageSampler.class);

  private final Db db;
  private final RelayProgress relays;
  private final Specs specs;
  private final Map<String, UsageHost> hosts;
  private final InstantSource clock;
  private final Executor executor;
  private final List<String> domains;
  private final UsageStore store = new UsageStore();
  private final Semaphore calls = new Semaphore(CALLS_MAX);
  private Instant sweepStart = Instant.EPOCH;
  private int domain;
  private @Nullable RelayId cursor;

  /// @param hosts by the parent domain of their relays
  /// @param executor runs the calls
  UsageSampler(
      Db db,
      RelayProgress relays,
      Specs specs,
      Map<String, UsageHost> hosts,
      InstantSource clock,
      Executor executor) {
    this.db = db;
    this.relays = relays;
    this.specs = specs;
    this.hosts = Map.copyOf(hosts);
    this.clock = clock;
    this.executor = executor;
    this.domains = hosts.keySet().stream().sorted().toList();
  }

  /// Reads the next page of relays.
  ///
  /// @return the rest until the next page; after the last one, until the next 15 minutes begin
  Duration round() {
    if (domain == 0 && cursor == null) {
      sweepStart = clock.instant();
    }
    if (domain < domains.size()) {
      var name = domains.get(domain);
      var page = relays.after(name, cursor, PAGE_RELAYS);
      boolean isAnswering = sample(hosts.get(name), page);
      if (isAnswering && page.size() == PAGE_RELAYS) {
        cursor = page.getLast().id();
        return PAGE_REST;
      }
      cursor = null;
      domain++;
    }
    return domain < domains.size() ? PAGE_REST : endSweep();
  }

  private Duration endSweep() {
    domain = 0;
    db.inTx(tx -> {
      store.forgetErased(tx);
      return true;
    });
    long step = UsageRange.stepOf(EVERY, sweepStart) + EVERY.toSeconds();
    var rest = Duration.between(clock.instant(), Instant.ofEpochSecond(step));
    return rest.compareTo(PAGE_REST) < 0 ? PAGE_REST : rest;
  }

  /// @return false = the host is left out for the rest of the sweep
  private boolean sample(@Nullable UsageHost host, List<Relay> page) {
    if (host == null) {
      return false;
    }
    var failures = new AtomicInteger();
    var reading =
        page.stream()
            .filter(relay -> relay.wantedOnline() && relay.seen().answeredOnce())
            .map(relay ->
                CompletableFuture.supplyAsync(
                    () ->
                        read(host, relay, failures)
                            .map(sample -> Map.entry(relay.id().value(), sample)),
                    executor))
            .toList();
    var samples = new HashMap<String, Sample>();
    for (var one : reading) {
      one.join().ifPresent(read -> samples.put(read.getKey(), read.getValue()));
    }
    if (!samples.isEmpty()) {
      db.inTx(tx -> {
        samples.forEach((relayId, sample) -> store.add(tx, relayId, sample));
        return true;
      });
    }
    return failures.get() < CALLS_MAX;
  }

  /// @param failures so many in a row; at [#CALLS_MAX] no more relays are read
  private Optional<Sample> read(UsageHost host, Relay relay, AtomicInteger failures) {
    calls.acquireUninterruptibly();
    try {
      if (failures.get() >= CALLS_MAX) {
        return Optional.empty();
      }
      return switch (host.usage(specs.of(relay), false)) {
        case RelayReply.Answered<HostUsage>(var usage) -> {
          failures.set(0);
          yield Optional.of(Sample.of(clock.instant(), usage));
        }
        case RelayReply.Off<HostUsage> _ -> {
          failures.set(CALLS_MAX);
          yield Optional.empty();
        }
        case RelayReply.Refused<HostUsage>(var why) -> failed(relay, why, failures);
        case RelayReply.Unknown<HostUsage>(var why) -> failed(relay, why, failures);
      };
    } finally {
      calls.release();
    }
  }

  private static Optional<Sample> failed(Relay relay, String why, AtomicInteger failures) {
    LOG.debug("the usage of relay {} cannot be read: {}", relay.id(), why);
    failures.incrementAndGet();
    return Optional.empty();
  }
}
