package caravel.engine.tenancy;

import caravel.engine.config.RelayConfig;
import caravel.engine.session.LiveRelay;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The hosts and schemas of all files, and the running relays. Held in memory: its lock is held
/// only briefly, never during input, output or waiting.
///
/// Two files never have the same host or schema. A file claims both before its relay starts, and
/// keeps them until the relay has ended.
final class Registry {
  /// An active configuration and its relay.
  record Relay(RelayConfig config, LiveRelay live) {
    /// Returns why the relay's sockets must be closed; empty = it is reconfigured in place.
    Optional<String> stoppedBy(RelayConfig next) {
      if (next.inactive()) {
        return Optional.of("this relay has been stopped");
      }
      return identity(config).equals(identity(next))
          ? Optional.empty()
          : Optional.of("this relay has another address, key or owner now: connect again");
    }

    private static List<Object> identity(RelayConfig config) {
      return List.of(
          config.inactive(),
          config.host(),
          config.schema(),
          config.secret(),
          config.info().owner());
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Relay> byFile = new HashMap<>();
  private final Map<String, String> fileBySchema = new HashMap<>();
  private final Map<String, String> fileByHost = new HashMap<>();

  /// Read without the lock.
  private final Map<String, LiveRelay> byHost = new ConcurrentHashMap<>();

  /// Finds the relay with exactly this Host header.
  Optional<LiveRelay> at(String host) {
    return Optional.ofNullable(byHost.get(host));
  }

  /// Lists the relays that serve requests.
  List<LiveRelay> answering() {
    return List.copyOf(byHost.values());
  }

  @Nullable Relay get(String file) {
    lock.lock();
    try {
      return byFile.get(file);
    } finally {
      lock.unlock();
    }
  }

  /// Finds the file that has this host.
  Optional<String> fileAt(String host) {
    lock.lock();
    try {
      return Optional.ofNullable(fileByHost.get(host));
    } finally {
      lock.unlock();
    }
  }

  /// Finds the file of an active relay.
  Optional<String> fileOf(LiveRelay relay) {
    lock.lock();
    try {
      return byFile.entrySet().stream()
          .filter(entry -> entry.getValue().live() == relay)
          .map(Map.Entry::getKey)
          .findFirst();
    } finally {
      lock.unlock();
    }
  }

  /// Lists the files with active configurations.
  List<String> files() {
    lock.lock();
    try {
      return List.copyOf(byFile.keySet());
    } finally {
      lock.unlock();
    }
  }

  /// Claims the host and the schema for a file.
  ///
  /// @return the conflict with another file, in which case nothing is claimed; empty = claimed
  Optional<String> claim(String file, RelayConfig config) {
    lock.lock();
    try {
      var bySchema = fileBySchema.getOrDefault(config.schema(), file);
      var byHostName = fileByHost.getOrDefault(config.host(), file);
      if (bySchema.equals(file) && byHostName.equals(file)) {
        fileBySchema.put(config.schema(), file);
        fileByHost.put(config.host(), file);
        return Optional.empty();
      }
      // Of two conflicts, the one with the first file by name is reported.
      boolean schemaFirst =
          byHostName.equals(file)
              || (!bySchema.equals(file) && bySchema.compareTo(byHostName) <= 0);
      return Optional.of(
          schemaFirst
              ? "schema \"" + config.schema() + "\" is already in use"
              : "host \"" + config.host() + "\" is already in use");
    } finally {
      lock.unlock();
    }
  }

  /// Releases a host and a schema, unless the active configuration uses them.
  ///
  /// @return whether another file may claim something now
  boolean giveBack(String file, RelayConfig config) {
    lock.lock();
    try {
      var inForce = byFile.get(file);
      boolean changed = false;
      if (inForce == null || !inForce.config().schema().equals(config.schema())) {
        changed = fileBySchema.remove(config.schema(), file);
      }
      if (inForce == null || !inForce.config().host().equals(config.host())) {
        changed |= fileByHost.remove(config.host(), file);
      }
      return changed;
    } finally {
      lock.unlock();
    }
  }

  /// Activates a claimed configuration. Its relay serves requests unless it is inactive.
  void put(String file, Relay relay) {
    lock.lock();
    try {
      byFile.put(file, relay);
      if (!relay.config().inactive()) {
        byHost.put(relay.config().host(), relay.live());
      }
    } finally {
      lock.unlock();
    }
  }

  /// Deactivates a configuration. Its relay serves no more; its host and schema stay claimed.
  ///
  /// @return null when no configuration is active
  @Nullable Relay remove(String file) {
    lock.lock();
    try {
      var relay = byFile.remove(file);
      if (relay != null) {
        byHost.remove(relay.config().host(), relay.live());
      }
      return relay;
    } finally {
      lock.unlock();
    }
  }
}
