package caravel.engine.tenancy;

import caravel.engine.config.ConfigDraft;
import caravel.engine.config.RelayConfig;
import caravel.engine.session.LiveRelay;
import caravel.engine.store.EventStores;
import caravel.nostr.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All virtual relays of this engine: which files there are, which hosts answer, and the operations
/// of the management API.
///
/// One lock orders every change, whether it comes from the API or from the folder, so that two
/// relays never share a host or a schema. Looking a host up takes no lock. A file that cannot be
/// used changes nothing: what it said before stays in force.
public final class Relays implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Relays.class);
  private static final String STOPPED = "this relay has been stopped";

  private final ConfigFolder folder;
  private final EventStores stores;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Relay> byFile = new HashMap<>();
  private final Map<String, String> fileBySchema = new HashMap<>();
  private final Map<String, String> fileByHost = new HashMap<>();
  private final Map<String, ConfigFolder.Stamp> stamps = new HashMap<>();

  /// Files that name a host or schema another file has; tried again when one is given up.
  private final Set<String> waiting = new HashSet<>();

  private final Map<String, LiveRelay> byHost = new ConcurrentHashMap<>();
  private @Nullable FolderWatch watch;

  private Relays(Path folder, EventStores stores, InstantSource clock) {
    this.folder = new ConfigFolder(folder);
    this.stores = stores;
    this.clock = clock;
  }

  private record Relay(RelayConfig config, LiveRelay live) {}

  /// Loads every file of the folder and follows its changes from then on.
  ///
  /// @param lookThrough how often the whole folder is compared, should an event have been lost
  public static Relays open(
      Path folder, EventStores stores, InstantSource clock, Duration lookThrough) {
    var relays = new Relays(folder, stores, clock);
    // The watch first: a file that is written while the others load is seen by it.
    relays.lock.lock();
    try {
      relays.watch = new FolderWatch(folder, lookThrough, relays::fileChanged, relays::lookThrough);
      relays.load();
      return relays;
    } catch (RuntimeException failed) {
      relays.close();
      throw failed;
    } finally {
      relays.lock.unlock();
    }
  }

  /// Loads every file, and follows changes only when [#lookThrough] is called.
  static Relays unwatched(Path folder, EventStores stores, InstantSource clock) {
    var relays = new Relays(folder, stores, clock);
    relays.load();
    return relays;
  }

  /// The relay that answers to exactly this Host header.
  public Optional<LiveRelay> at(String host) {
    return Optional.ofNullable(byHost.get(host));
  }

  /// Those that answer.
  public List<LiveRelay> all() {
    return List.copyOf(byHost.values());
  }

  public boolean exists(RelayId id) {
    return folder.exists(id);
  }

  public Outcome create(RelayId id, String body) {
    return locked(() -> {
      if (folder.exists(id)) {
        return new Outcome.Exists();
      }
      return store(id, ConfigDraft.ofJson(body));
    });
  }

  /// The body is a complete configuration: what it does not say becomes empty.
  public Outcome replace(RelayId id, String body) {
    return locked(() -> {
      if (!folder.exists(id)) {
        return new Outcome.Unknown();
      }
      return store(id, ConfigDraft.ofJson(body));
    });
  }

  /// The body is a merge patch.
  public Outcome patch(RelayId id, String body) {
    return locked(() -> {
      ConfigDraft current;
      try {
        var text = folder.read(id.fileName());
        if (text.isEmpty()) {
          return new Outcome.Unknown();
        }
        current = ConfigDraft.ofToml(text.get());
      } catch (MalformedException | UncheckedIOException unreadable) {
        return new Outcome.Failed("failed to read existing config: " + Parsed.reason(unreadable));
      }
      return store(id, current.patched(body));
    });
  }

  /// @param purge true = its events are erased too; false = they are there again when the schema is
  ///   configured again
  public Outcome delete(RelayId id, boolean purge) {
    return locked(() -> {
      if (!folder.exists(id)) {
        return new Outcome.Unknown();
      }
      var schema = purge ? schema(id) : Optional.<String>empty();
      release(id.fileName(), "this relay has been deleted");
      try {
        // Events before the file: if the process dies in between, the caller's next attempt
        // still finds the relay.
        schema.ifPresent(stores::erase);
        folder.remove(id.fileName());
      } catch (IOException | RuntimeException failed) {
        LOG.error("relay {} could not be deleted", id, failed);
        return new Outcome.Failed("failed to delete config: " + Parsed.reason(failed));
      } finally {
        reload(id.fileName());
        retryWaiting();
      }
      return schema.isPresent() ? new Outcome.Purged() : new Outcome.Done();
    });
  }

  /// Those of an inactive relay too.
  public Outcome members(RelayId id) {
    @Nullable Relay relay;
    lock.lock();
    try {
      if (!folder.exists(id)) {
        return new Outcome.Unknown();
      }
      relay = byFile.get(id.fileName());
    } finally {
      lock.unlock();
    }
    if (relay == null) {
      return new Outcome.Failed("failed to load relay members: the config is not valid");
    }
    try {
      return new Outcome.Members(relay.live().members());
    } catch (RuntimeException failed) {
      LOG.error("members of {} could not be read", id, failed);
      return new Outcome.Failed("failed to load relay members: the store failed");
    }
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
    lock.lock();
    try {
      byHost.clear();
      byFile.values().forEach(relay -> relay.live().close("the relay is shutting down"));
      byFile.clear();
    } finally {
      lock.unlock();
    }
  }

  private Outcome locked(Supplier<Outcome> operation) {
    lock.lock();
    try {
      return operation.get();
    } catch (MalformedException refused) {
      return new Outcome.Refused(String.valueOf(refused.getMessage()));
    } finally {
      lock.unlock();
    }
  }

  private Outcome store(RelayId id, ConfigDraft draft) {
    var config = draft.checked();
    var taken = taken(id.fileName(), config);
    if (taken.isPresent()) {
      return new Outcome.Taken(taken.get());
    }
    try {
      folder.write(id.fileName(), ConfigDraft.of(config).toToml());
    } catch (IOException failed) {
      LOG.error("config {} could not be written", id, failed);
      return new Outcome.Failed("failed to write config: " + Parsed.reason(failed));
    }
    stamps.put(id.fileName(), folder.stamp(id.fileName()));
    apply(id.fileName(), config);
    retryWaiting();
    return new Outcome.Done();
  }

  /// What another file has already, looked for in the order of their names.
  private Optional<String> taken(String file, RelayConfig config) {
    var bySchema = fileBySchema.getOrDefault(config.schema(), file);
    var byHost = fileByHost.getOrDefault(config.host(), file);
    if (bySchema.equals(file) && byHost.equals(file)) {
      return Optional.empty();
    }
    var schemaFirst =
        byHost.equals(file) || (!bySchema.equals(file) && bySchema.compareTo(byHost) <= 0);
    return Optional.of(
        schemaFirst
            ? "schema \"" + config.schema() + "\" is already in use"
            : "host \"" + config.host() + "\" is already in use");
  }

  private Optional<String> schema(RelayId id) {
    var relay = byFile.get(id.fileName());
    if (relay != null) {
      return Optional.of(relay.config().schema());
    }
    // A file that is not in force names a schema that may be another relay's: nothing is erased.
    return Optional.empty();
  }

  private void load() {
    var parsed =
        folder.names().parallelStream()
            .map(file -> new Loaded(file, folder.stamp(file), Parsed.of(folder, file)))
            .toList();
    for (var loaded : parsed) {
      stamps.put(loaded.file(), loaded.stamp());
      take(loaded.file(), loaded.parsed());
    }
    LOG.info("{} relays are configured, {} of them answer", byFile.size(), byHost.size());
  }

  private record Loaded(String file, ConfigFolder.Stamp stamp, Parsed parsed) {}

  private void fileChanged(String file) {
    lock.lock();
    try {
      reload(file);
      retryWaiting();
    } finally {
      lock.unlock();
    }
  }

  /// Compares the whole folder with what is in force.
  void lookThrough() {
    lock.lock();
    try {
      var names = new HashSet<>(folder.names());
      names.addAll(byFile.keySet());
      for (var file : names) {
        if (!folder.stamp(file).equals(stamps.get(file))) {
          reload(file);
        }
      }
      retryWaiting();
    } finally {
      lock.unlock();
    }
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
              byFile.containsKey(file) ? "; what it said before stays in force" : "");
      case Parsed.Config(var config) -> {
        var taken = taken(file, config);
        if (taken.isPresent()) {
          LOG.warn("config {} is not used: {}", file, taken.get());
          waiting.add(file);
        } else {
          apply(file, config);
        }
      }
    }
  }

  private void retryWaiting() {
    for (var file : waiting.stream().sorted().toList()) {
      reload(file);
    }
  }

  private void apply(String file, RelayConfig next) {
    var current = byFile.get(file);
    if (current == null) {
      register(file, next, make(next));
      return;
    }
    if (current.config().equals(next)) {
      return;
    }
    var why = stoppedBy(current.config(), next);
    if (why.isEmpty()) {
      current.live().reconfigure(next);
      byFile.put(file, new Relay(next, current.live()));
      return;
    }
    release(file, why.get());
    register(file, next, make(next));
  }

  /// Why the sockets of a relay cannot stay with it; empty = it is changed in place.
  private static Optional<String> stoppedBy(RelayConfig current, RelayConfig next) {
    if (next.inactive()) {
      return Optional.of(STOPPED);
    }
    Function<RelayConfig, List<Object>> identity =
        config ->
            List.of(
                config.inactive(),
                config.host(),
                config.schema(),
                config.secret(),
                config.info().owner());
    return identity.apply(current).equals(identity.apply(next))
        ? Optional.empty()
        : Optional.of("this relay has another address, key or owner now: connect again");
  }

  private LiveRelay make(RelayConfig config) {
    return new LiveRelay(config, () -> stores.open(config.schema()), clock);
  }

  private void register(String file, RelayConfig config, LiveRelay live) {
    byFile.put(file, new Relay(config, live));
    fileBySchema.put(config.schema(), file);
    fileByHost.put(config.host(), file);
    if (!config.inactive()) {
      byHost.put(config.host(), live);
    }
  }

  private void release(String file, String why) {
    var relay = byFile.remove(file);
    if (relay == null) {
      return;
    }
    byHost.remove(relay.config().host(), relay.live());
    fileBySchema.remove(relay.config().schema(), file);
    fileByHost.remove(relay.config().host(), file);
    relay.live().close(why);
  }
}
