package caravel.engine.tenancy;

import caravel.engine.config.ConfigDraft;
import caravel.engine.config.RelayConfig;
import caravel.engine.session.LiveRelay;
import caravel.engine.session.LiveRelay.RelaySetup;
import caravel.engine.store.EventStores;
import caravel.nostr.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All virtual relays of this engine, and the operations of the management API on them.
///
/// Changes of one relay run one after the other, from the API or from the folder. Changes of
/// different relays never wait for each other. The [Registry] prevents two relays with the same
/// host or schema. Finding a relay by host takes no lock.
///
/// An invalid file changes nothing: its earlier content stays active.
public final class VirtualRelays implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VirtualRelays.class);

  private final ConfigFolder folder;
  private final EventStores stores;
  private final RelaySetup setup;
  private final KeyedLocks locks = new KeyedLocks();
  private final Registry registry = new Registry();
  private final Map<String, ConfigFolder.Stamp> stamps = new ConcurrentHashMap<>();

  /// Files whose host or schema another file has. They are tried again when one is released.
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();

  /// Files whose reload is scheduled and has not begun.
  private final Set<String> reloading = ConcurrentHashMap.newKeySet();

  /// Zero when all files were read once. File changes are handled after that.
  private final CountDownLatch loaded = new CountDownLatch(1);

  private volatile boolean closed;
  private @Nullable FolderWatch watch;

  private VirtualRelays(Path folder, EventStores stores, RelaySetup setup) {
    this.folder = new ConfigFolder(folder);
    this.stores = stores;
    this.setup = setup;
  }

  /// Opens the relays with failures only logged.
  public static VirtualRelays open(
      Path folder, EventStores stores, InstantSource clock, Duration lookThrough) {
    return open(folder, stores, RelaySetup.of(clock), lookThrough);
  }

  /// Loads every file of the folder and watches it for changes.
  ///
  /// @param lookThrough interval of the full scan, in case an event was lost
  public static VirtualRelays open(
      Path folder, EventStores stores, RelaySetup setup, Duration lookThrough) {
    var failures = setup.failures();
    var relays = new VirtualRelays(folder, stores, setup);
    try {
      // The watch starts first, so that it sees a file that is written during the load.
      relays.watch =
          new FolderWatch(folder, lookThrough, relays::reloadSoon, relays::lookThrough, failures);
      relays.load();
      return relays;
    } catch (RuntimeException failed) {
      relays.close();
      throw failed;
    }
  }

  /// Loads every file. Handles changes only when [#lookThrough] is called.
  static VirtualRelays unwatched(Path folder, EventStores stores, InstantSource clock) {
    var relays = new VirtualRelays(folder, stores, RelaySetup.of(clock));
    relays.load();
    return relays;
  }

  /// Finds the relay with exactly this Host header.
  public Optional<LiveRelay> at(String host) {
    return registry.at(host);
  }

  /// Finds the id of the relay with exactly this Host header.
  public Optional<String> idAt(String host) {
    return registry.fileAt(host).map(VirtualRelayId::ofFile);
  }

  /// Lists the relays that serve requests.
  public List<LiveRelay> all() {
    return registry.answering();
  }

  public boolean exists(VirtualRelayId id) {
    return folder.exists(id);
  }

  public Outcome create(VirtualRelayId id, String body) {
    return change(
        id.fileName(),
        () -> {
          if (folder.exists(id)) {
            return new Outcome.Exists();
          }
          return store(id.fileName(), ConfigDraft.ofJson(body));
        });
  }

  /// Replaces a configuration. Fields that the body does not contain become empty.
  public Outcome replace(VirtualRelayId id, String body) {
    return change(
        id.fileName(),
        () -> {
          if (!folder.exists(id)) {
            return new Outcome.Unknown();
          }
          return store(id.fileName(), ConfigDraft.ofJson(body));
        });
  }

  /// Applies a merge patch to a configuration.
  public Outcome patch(VirtualRelayId id, String body) {
    return change(id.fileName(), () -> patchFile(id.fileName(), body));
  }

  /// Applies a merge patch to the configuration of a running relay.
  public Outcome patch(LiveRelay relay, String body) {
    var file = registry.fileOf(relay);
    return file.isEmpty()
        ? new Outcome.Unknown()
        : change(
            file.get(),
            () ->
                registry.fileOf(relay).equals(file)
                    ? patchFile(file.get(), body)
                    : new Outcome.Unknown());
  }

  private Outcome patchFile(String file, String body) {
    ConfigDraft current;
    try {
      var text = folder.read(file);
      if (text.isEmpty()) {
        return new Outcome.Unknown();
      }
      current = ConfigDraft.ofToml(text.get());
    } catch (MalformedException | UncheckedIOException unreadable) {
      return new Outcome.Failed("failed to read existing config: " + Parsed.reason(unreadable));
    }
    return store(file, current.patched(body));
  }

  /// @param purge true = its events are erased too; false = they reappear when the schema is
  ///   configured again
  public Outcome delete(VirtualRelayId id, boolean purge) {
    return change(
        id.fileName(), () -> folder.exists(id) ? erase(id, purge) : new Outcome.Unknown());
  }

  private Outcome erase(VirtualRelayId id, boolean purge) {
    var file = id.fileName();
    // The schema of an inactive file may be another relay's, so nothing is erased.
    var relay = registry.remove(file);
    try {
      if (relay != null) {
        relay.live().close("this relay has been deleted");
        if (purge) {
          // Before the configuration: a call repeated after a crash still finds the relay.
          relay.live().eraseFiles();
          stores.erase(relay.config().schema());
        }
      }
      folder.remove(file);
    } catch (IOException | RuntimeException failed) {
      LOG.error("relay {} could not be deleted", id, failed);
      return new Outcome.Failed("failed to delete config: " + Parsed.reason(failed));
    } finally {
      reload(file);
      if (relay != null) {
        giveBack(file, relay.config());
      }
    }
    return purge && relay != null ? new Outcome.Purged() : new Outcome.Done();
  }

  /// Finds the relay of a valid configuration, also an inactive one. Waits for a change of it.
  public Optional<LiveRelay> find(VirtualRelayId id) {
    return locks.with(
        id.fileName(),
        () -> Optional.ofNullable(registry.get(id.fileName())).map(Registry.Relay::live));
  }

  /// Lists the members, also of an inactive relay.
  public Outcome members(VirtualRelayId id) {
    if (!folder.exists(id)) {
      return new Outcome.Unknown();
    }
    var relay = find(id);
    if (relay.isEmpty()) {
      return new Outcome.Failed("failed to load relay members: the config is not valid");
    }
    try {
      return new Outcome.Members(relay.get().members(), relay.get().config().secret().publicKey());
    } catch (RuntimeException failed) {
      LOG.error("members of {} could not be read", id, failed);
      return new Outcome.Failed("failed to load relay members: the store failed");
    }
  }

  @Override
  public void close() {
    closed = true;
    loaded.countDown();
    if (watch != null) {
      watch.close();
    }
    for (var file : registry.files()) {
      locks.run(file, () -> release(file, "the relay is shutting down"));
    }
  }

  /// Runs an API operation on one relay.
  private Outcome change(String file, Supplier<Outcome> operation) {
    try {
      return locks.with(file, operation);
    } catch (MalformedException refused) {
      return new Outcome.Refused(String.valueOf(refused.getMessage()));
    }
  }

  private Outcome store(String file, ConfigDraft draft) {
    var config = draft.checked();
    var taken = registry.claim(file, config);
    if (taken.isPresent()) {
      return new Outcome.Taken(taken.get());
    }
    try {
      folder.write(file, ConfigDraft.of(config).toToml());
    } catch (IOException failed) {
      giveBack(file, config);
      LOG.error("config {} could not be written", file, failed);
      return new Outcome.Failed("failed to write config: " + Parsed.reason(failed));
    }
    stamps.put(file, folder.stamp(file));
    apply(file, config);
    return new Outcome.Done();
  }

  private void load() {
    var parsed =
        folder.names().parallelStream()
            .map(file -> new Loaded(file, folder.stamp(file), Parsed.of(folder, file)))
            .toList();
    for (var next : parsed) {
      stamps.put(next.file(), next.stamp());
      take(next.file(), next.parsed());
    }
    loaded.countDown();
    LOG.info(
        "{} relays are configured, {} of them answer",
        registry.files().size(),
        registry.answering().size());
  }

  private record Loaded(String file, ConfigFolder.Stamp stamp, Parsed parsed) {}

  /// Reloads a file on its own thread: ending its relay may take long, and other files must not
  /// wait for it.
  private void reloadSoon(String file) {
    if (!reloading.add(file)) {
      return;
    }
    Thread.ofVirtual()
        .name("config-reload")
        .start(
            setup
                .failures()
                .guard(
                    "the reload of a config",
                    () -> {
                      awaitLoaded();
                      locks.run(
                          file,
                          () -> {
                            // Removed before the file is read: a later change schedules another
                            // reload.
                            reloading.remove(file);
                            if (!closed) {
                              reload(file);
                            }
                          });
                    }));
  }

  private void awaitLoaded() {
    try {
      loaded.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Compares the whole folder with the active configurations, and reloads files that differ.
  void lookThrough() {
    var names = new HashSet<>(folder.names());
    names.addAll(registry.files());
    for (var file : names) {
      if (!folder.stamp(file).equals(stamps.get(file))) {
        reloadSoon(file);
      }
    }
    waiting.forEach(this::reloadSoon);
  }

  private void reload(String file) {
    stamps.put(file, folder.stamp(file));
    take(file, Parsed.of(folder, file));
  }

  private void take(String file, Parsed parsed) {
    waiting.remove(file);
    switch (parsed) {
      case Parsed.Absent() -> {
        stamps.remove(file);
        release(file, "this relay has been deleted");
      }
      case Parsed.Broken(var why) ->
          LOG.warn(
              "config {} is not used: {}{}",
              file,
              why,
              registry.get(file) != null ? "; what it said before stays in force" : "");
      case Parsed.Config(var config) -> {
        var taken = registry.claim(file, config);
        if (taken.isPresent()) {
          LOG.warn("config {} is not used: {}", file, taken.get());
          waiting.add(file);
        } else {
          apply(file, config);
        }
      }
    }
  }

  /// Releases a host and a schema, and retries the files that wait for them.
  private void giveBack(String file, RelayConfig config) {
    if (registry.giveBack(file, config)) {
      waiting.forEach(this::reloadSoon);
    }
  }

  private void apply(String file, RelayConfig next) {
    var current = registry.get(file);
    if (current == null) {
      registry.put(file, new Registry.Relay(next, make(next)));
      return;
    }
    if (current.config().equals(next)) {
      return;
    }
    var why = current.stoppedBy(next);
    if (why.isEmpty()) {
      current.live().reconfigure(next);
      registry.put(file, new Registry.Relay(next, current.live()));
      return;
    }
    registry.remove(file);
    current.live().close(why.get());
    registry.put(file, new Registry.Relay(next, make(next)));
    giveBack(file, current.config());
  }

  private LiveRelay make(RelayConfig config) {
    return new LiveRelay(config, () -> stores.open(config.schema()), setup);
  }

  private void release(String file, String why) {
    var relay = registry.remove(file);
    if (relay != null) {
      relay.live().close(why);
      giveBack(file, relay.config());
    }
  }
}
