package caravel.engine;

import caravel.engine.backup.RelayBackup;
import caravel.engine.backup.RelayRestore;
import caravel.engine.failure.FailureHandler;
import caravel.engine.http.EngineServer;
import caravel.engine.http.EngineServerSettings;
import caravel.engine.http.TrustedProxies;
import caravel.engine.journal.Journal;
import caravel.engine.limits.DiskSpace;
import caravel.engine.limits.RateLimits;
import caravel.engine.media.MediaRestore;
import caravel.engine.media.MediaStores;
import caravel.engine.push.PushSender;
import caravel.engine.session.LiveRelay;
import caravel.engine.session.LiveRelay.RelaySetup;
import caravel.engine.session.RelayLimits;
import caravel.engine.session.RelayTimers;
import caravel.engine.store.EventStores;
import caravel.engine.store.StoreBackup;
import caravel.engine.tenancy.VirtualRelays;
import caravel.outbound.OutboundGuard;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The multi-tenant relay: the engine's parts, started and closed together.
public final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  /// Interval of the full comparison of the config folder, in case a file-system event is lost.
  private static final int LOOK_THROUGH_SECONDS = 30;

  /// How often expired events are removed (NIP-40).
  private static final int SWEEP_SECONDS = 60;

  /// The folder of the journal beside the files of the relays.
  public static final String JOURNAL = ".journal";

  private final Journal journal;
  private final EventStores stores;
  private final @Nullable RelayBackup backup;
  private final VirtualRelays relays;
  private final MediaStores media;
  private final PushSender push;
  private final EngineServer server;
  private final ScheduledExecutorService timer;

  private Engine(
      Journal journal,
      EventStores stores,
      @Nullable RelayBackup backup,
      VirtualRelays relays,
      MediaStores media,
      PushSender push,
      EngineServer server,
      FailureHandler failures) {
    this.journal = journal;
    this.stores = stores;
    this.backup = backup;
    this.relays = relays;
    this.media = media;
    this.push = push;
    this.server = server;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("engine-sweep").factory());
    var _ =
        timer.scheduleWithFixedDelay(
            failures.guard("the removal of expired events", this::sweep),
            SWEEP_SECONDS,
            SWEEP_SECONDS,
            TimeUnit.SECONDS);
  }

  /// Loads every relay and listens. Returns when requests are answered.
  ///
  /// @throws java.io.UncheckedIOException when a folder cannot be used or the port is taken
  public static Engine start(EngineSettings settings, InstantSource clock) {
    return start(settings, clock, FailureHandler.WITHOUT_EXIT, RelayTimers.unread(), null);
  }

  /// Loads every relay and listens. Returns when requests are answered.
  ///
  /// @param failures ends the process when a part of the engine cannot go on
  /// @param timers receive the latencies of all relays
  /// @param backupSetup where the relays are backed up; null = nowhere
  /// @throws java.io.UncheckedIOException when a folder cannot be used or the port is taken
  /// @throws IllegalStateException when relays are still to be restored and there is no backup
  public static Engine start(
      EngineSettings settings,
      InstantSource clock,
      FailureHandler failures,
      RelayTimers timers,
      RelayBackup.@Nullable Setup backupSetup) {
    var proxies = TrustedProxies.parse(settings.trustedProxies());
    var bounds = settings.bounds();
    var rates = bounds.isRateLimited() ? RateLimits.STANDARD : RateLimits.UNLIMITED;
    var limits = new RelayLimits(rates, bounds.relayBytesMax());
    var folders = settings.folders();
    if (backupSetup == null) {
      RelayRestore.requireComplete(folders.relays());
      MediaRestore.requireComplete(folders.media());
    }
    var backup =
        backupSetup == null
            ? null
            : new RelayBackup(backupSetup, folders.relays(), folders.config(), clock, failures);
    var journal =
        new Journal(
            folders.relays().resolve(JOURNAL),
            settings.sync(),
            Journal.Limits.USUAL,
            clock,
            failures);
    var stores =
        new EventStores(
            folders.relays(),
            settings.sync(),
            EventStores.Limits.USUAL,
            new EventStores.Monitoring(
                failures,
                DiskSpace.of(folders.relays()),
                backup == null ? StoreBackup.none(clock) : backup),
            journal);
    var media =
        new MediaStores(folders.media(), DiskSpace.of(folders.media()), OutboundGuard.open());
    var push = PushSender.open();
    var setup = new RelaySetup(clock, failures, limits, timers, media, push);
    try {
      var relays =
          VirtualRelays.open(
              folders.config(), stores, setup, Duration.ofSeconds(LOOK_THROUGH_SECONDS));
      try {
        var server =
            EngineServer.open(
                new EngineServerSettings(
                    settings.listen().host(),
                    settings.listen().port(),
                    settings.api().host(),
                    settings.api().whitelist(),
                    proxies,
                    rates.perAddress(),
                    settings.operator()),
                relays,
                clock);
        if (backup != null) {
          backup.start(stores);
          backup.startFiles(media, () -> relays.all().stream().map(LiveRelay::config).toList());
        }
        return new Engine(journal, stores, backup, relays, media, push, server, failures);
      } catch (RuntimeException failed) {
        relays.close();
        throw failed;
      }
    } catch (RuntimeException failed) {
      push.close();
      media.close();
      stores.close();
      journal.close();
      throw failed;
    }
  }

  /// The port that the engine listens on.
  public int port() {
    return server.port();
  }

  /// The current numbers of the engine, from memory.
  public EngineNumbers numbers() {
    return new EngineNumbers(
        relays.all().size(),
        server.openSockets(),
        server.httpConnections(),
        server.clientBytes(),
        stores.openFiles(),
        server.slowReadersDropped(),
        server.memoryDropped(),
        stores.windows());
  }

  /// Bytes of all event files. Reads the size of each file, so it takes some microseconds a relay.
  public long storedBytes() {
    return stores.bytes();
  }

  /// The backup of the relays; null = none.
  public @Nullable RelayBackup backup() {
    return backup;
  }

  private void sweep() {
    for (LiveRelay relay : relays.all()) {
      try {
        relay.sweep();
      } catch (RuntimeException failed) {
        LOG.error("expired events of {} could not be removed", relay.config().host(), failed);
      }
    }
  }

  /// Accepts no new connection, closes every socket with a reason, and closes the stores.
  @Override
  public void close() {
    timer.shutdownNow();
    if (backup != null) {
      backup.beginClose();
    }
    server.close();
    relays.close();
    if (backup != null) {
      backup.closeFiles();
    }
    push.close();
    media.close();
    stores.close();
    journal.close();
    if (backup != null) {
      backup.close();
    }
  }
}
