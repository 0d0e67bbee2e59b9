package caravel.app;

import caravel.backup.BackupOwner;
import caravel.backup.SealedObjects;
import caravel.control.backup.BackupReport;
import caravel.control.backup.ControlDrill;
import caravel.control.backup.ControlShipper;
import caravel.control.backup.RelayBackupStatus;
import caravel.control.backup.TestedRelay;
import caravel.control.billing.LedgerAudit;
import caravel.control.db.Db;
import caravel.control.hosting.mirror.MirrorDrill;
import caravel.control.hosting.mirror.MirrorPace;
import caravel.control.hosting.mirror.MirroredRelays;
import caravel.control.hosting.mirror.RelayMirrors;
import caravel.control.hosting.zooid.ZooidHost;
import caravel.control.job.WorkerReport;
import caravel.control.plan.Plans;
import caravel.control.relay.RelayProgress;
import caravel.engine.Engine;
import caravel.engine.backup.RelayBackup;
import caravel.engine.backup.RelayDrill;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The part of [Wiring] for backups. It exists only if `BACKUP_URL` is set.
final class WiringBackup implements AutoCloseable {
  private final SealedObjects objects;
  private final BackupOwner owner;
  private final ControlShipper shipper;
  private final ControlDrill drill;
  private final int days;
  private @Nullable RelayMirrors mirrors;

  private WiringBackup(
      SealedObjects objects,
      BackupOwner owner,
      ControlShipper shipper,
      ControlDrill drill,
      int days) {
    this.objects = objects;
    this.days = days;
    this.owner = owner;
    this.shipper = shipper;
    this.drill = drill;
  }

  /// Connects to nothing yet. Empty = nothing is backed up.
  static Optional<WiringBackup> of(Config config, ServerKeys keys, Db db, InstantSource clock) {
    var target = config.storage().backup().target();
    if (target == null) {
      return Optional.empty();
    }
    var objects = new SealedObjects(target.open(), keys.encryption());
    var owner = new BackupOwner(objects, hostName());
    var log = db.log(config.storage().databaseFile());
    var shipper =
        new ControlShipper(log, owner, scratch(config), clock, config.storage().backup().days());
    var audit = new LedgerAudit(config.platform().catalogue().plans().currency());
    var drill =
        new ControlDrill(
            db,
            shipper,
            objects,
            scratch(config),
            clock,
            audit::fault,
            relays(config, objects, clock));
    return Optional.of(
        new WiringBackup(objects, owner, shipper, drill, config.storage().backup().days()));
  }

  private static ControlDrill.RelayFiles relays(
      Config config, SealedObjects objects, InstantSource clock) {
    return switch (config.hosting().zooid()) {
      case Config.Zooid.Remote _ ->
          new MirrorDrill(objects, scratch(config).resolve("mirrors"), clock);
      case Config.Zooid.Embedded _ ->
          lastTested ->
              RelayDrill.run(
                      objects, scratch(config).resolve("relays"), clock.instant(), lastTested)
                  .stream()
                  .map(relay -> test(relay, clock.instant()))
                  .toList();
    };
  }

  private static TestedRelay test(RelayDrill.Relay relay, Instant at) {
    return new TestedRelay(
        relay.schema(),
        at,
        relay.millis() == 0 ? null : Instant.ofEpochMilli(relay.millis()),
        relay.fault().orElse(""));
  }

  /// The right to write to the backup, which everything that ships shares.
  BackupOwner owner() {
    return owner;
  }

  /// The backup of the relays of this process's own engine.
  RelayBackup.Setup relays() {
    return new RelayBackup.Setup(owner, days);
  }

  /// Mirrors the relays of a zooid, which has no backup of its own.
  ///
  /// @param zooid closed after the mirrors
  RelayMirrors mirror(
      RelayProgress relays, Plans plans, String domain, ZooidHost zooid, InstantSource clock) {
    var mirrored = new MirroredRelays(relays, plans, domain);
    var source =
        new RelayMirrors.Source(mirrored::online, mirrored::deletedAt, zooid, zooid::endpoint);
    mirrors = new RelayMirrors(source, owner, days, MirrorPace.NORMAL, clock);
    return mirrors;
  }

  /// The backup of `caravel engine`; null = the relays are not backed up.
  static RelayBackup.@Nullable Setup ofEngine(Config config) {
    if (config.storage().backup().target() == null) {
      return null;
    }
    return new RelayBackup.Setup(
        new BackupOwner(OpenedBackup.of(config), hostName()), config.storage().backup().days());
  }

  void start() {
    shipper.start();
    drill.start();
    if (mirrors != null) {
      mirrors.start();
    }
  }

  /// @param engine null = the relays are on a zooid
  BackupReport report(@Nullable Engine engine) {
    return new BackupReport(
        shipper.status(), relays(engine), drill.last().orElse(null), drill.fault().orElse(""));
  }

  private RelayBackupStatus relays(@Nullable Engine engine) {
    return engine == null
        ? Objects.requireNonNull(mirrors).status()
        : status(Objects.requireNonNull(engine.backup()).state());
  }

  private static RelayBackupStatus status(RelayBackup.State state) {
    return new RelayBackupStatus(
        state.fault().orElse(""),
        Duration.ofMillis(state.lagMillis()),
        state.shippedAt().orElse(null));
  }

  /// Age of the oldest commit of the control database that is not in the backup.
  Duration lag() {
    return shipper.status().lag();
  }

  /// When a drill last restored the backup without a fault.
  Optional<Instant> lastGoodDrill() {
    return drill.lastGood();
  }

  List<WorkerReport> reports() {
    var mirroring = mirrors == null ? List.<WorkerReport>of() : mirrors.reports();
    return Stream.of(shipper.reports(), drill.reports(), mirroring).flatMap(List::stream).toList();
  }

  @Override
  public void close() {
    drill.close();
    shipper.close();
    objects.close();
  }

  /// Folder of copies that are being sent or checked.
  static Path scratch(Config config) {
    return config.storage().dataDir().resolve("backup");
  }

  static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "a host without a name";
    }
  }
}
