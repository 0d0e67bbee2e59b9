package caravel.control.hosting.mirror;

import caravel.backup.BackupException;
import caravel.backup.BackupOwner;
import caravel.control.backup.RelayBackupStatus;
import caravel.control.hosting.RelayEndpoint;
import caravel.control.hosting.RelayHost;
import caravel.control.hosting.RelaySpec;
import caravel.control.job.Worker;
import caravel.control.job.WorkerReport;
import caravel.outbound.WebSocketDialer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Mirrors all relays of a host into the backup. A round starts the mirrors of new relays, ends
/// those of relays that went offline, and once a day deletes outdated objects.
public final class RelayMirrors implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RelayMirrors.class);
  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final Duration RETENTION_EVERY = Duration.ofDays(1);

  /// For all mirrors together to store their last events.
  private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

  private final Source source;
  private final MirrorHost host;
  private final WebSocketDialer dialer;
  private final BackupOwner owner;
  private final MirrorRetention retention;
  private final MirrorPace pace;
  private final InstantSource clock;
  private final Map<String, RelayMirror> mirrors = new ConcurrentHashMap<>();
  private final Worker worker;
  private Instant retentionDue = Instant.MIN;
  private volatile String retentionFault = "";

  /// The relays to mirror, and how they are reached.
  ///
  /// @param online lists those that are online now
  /// @param deletedAt when a relay was deleted; empty = it was not, or it is unknown
  /// @param endpoint the address of a relay
  public record Source(
      Supplier<List<RelaySpec>> online,
      Function<String, Optional<Instant>> deletedAt,
      RelayHost host,
      Function<RelaySpec, RelayEndpoint> endpoint) {}

  /// @param days how far back a restore can go
  public RelayMirrors(
      Source source, BackupOwner owner, int days, MirrorPace pace, InstantSource clock) {
    this.source = source;
    this.dialer = WebSocketDialer.forRelayHost(MirrorHost.MESSAGE_BYTES_MAX);
    this.host = MirrorHost.of(source.host(), source.endpoint(), dialer);
    this.owner = owner;
    this.retention = new MirrorRetention(owner, days, source.deletedAt());
    this.pace = pace;
    this.clock = clock;
    this.worker = new Worker("relay-mirror", clock, this::round);
  }

  public void start() {
    worker.start();
  }

  /// Compares the relays that are online with those that are mirrored.
  ///
  /// @return how long to rest
  Duration round() {
    var online =
        source.online().get().stream()
            .collect(Collectors.toMap(spec -> spec.identity().id(), Function.identity()));
    mirrors.forEach((id, mirror) -> {
      var spec = online.get(id);
      if (spec == null) {
        mirror.stop();
        mirrors.remove(id);
      } else {
        mirror.update(spec);
      }
    });
    online.forEach((id, spec) -> {
      if (!mirrors.containsKey(id)) {
        var mirror = new RelayMirror(host, owner, spec, pace, clock);
        mirrors.put(id, mirror);
        mirror.start();
      }
    });
    deleteOutdated();
    return EVERY;
  }

  private void deleteOutdated() {
    var now = clock.instant();
    if (now.isBefore(retentionDue)) {
      return;
    }
    try {
      var _ = owner.require(now);
      retention.apply(now);
      retentionDue = now.plus(RETENTION_EVERY);
      retentionFault = "";
    } catch (BackupException failed) {
      var why = String.valueOf(failed.getMessage());
      if (!why.equals(retentionFault)) {
        LOG.warn("Outdated objects of mirrors are not deleted: {}", why);
      }
      retentionFault = why;
    }
  }

  /// The state of all mirrors: the largest lag, and one fault for all.
  public RelayBackupStatus status() {
    var now = clock.instant();
    var lag =
        mirrors.values().stream()
            .map(mirror -> mirror.lag(now))
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    var stored =
        mirrors.values().stream()
            .map(RelayMirror::storedAt)
            .filter(Objects::nonNull)
            .max(Comparator.naturalOrder())
            .orElse(null);
    return new RelayBackupStatus(fault(), lag, stored);
  }

  private String fault() {
    var faults =
        mirrors.entrySet().stream()
            .filter(entry -> !entry.getValue().fault().isEmpty())
            .sorted(Map.Entry.comparingByKey())
            .toList();
    if (faults.isEmpty()) {
      return retentionFault;
    }
    var first = faults.getFirst();
    var others = faults.size() == 1 ? "" : " (and " + (faults.size() - 1) + " other relays)";
    return "The mirror of relay " + first.getKey() + others + ": " + first.getValue().fault() + ".";
  }

  public List<WorkerReport> reports() {
    return List.of(worker.report());
  }

  /// Lets the mirrors store their last events, for a bounded time. Call it before the backup is
  /// closed.
  @Override
  public void close() {
    worker.close();
    mirrors.values().forEach(RelayMirror::stop);
    var end = System.nanoTime() + CLOSE_MAX.toNanos();
    try {
      for (var mirror : mirrors.values()) {
        mirror.join(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    dialer.close();
  }
}
