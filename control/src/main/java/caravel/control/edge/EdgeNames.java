package caravel.control.edge;

import caravel.control.activity.Activities;
import caravel.control.activity.Activity;
import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.job.Worker;
import caravel.control.job.WorkerReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The public names of the platform and of all relays, in memory, so that the proxy gets answers
/// while the database is away.
///
/// A change of a relay is read from the database right after its commit. All names are read again
/// every minute, because another process may have changed them.
public final class EdgeNames implements Activities.Follower, AutoCloseable {
  static final Duration RELOAD_EVERY = Duration.ofMinutes(1);

  private final Db db;
  private final InstantSource clock;
  private final Map<String, Route> platform;
  private final Map<String, Upstream> upstreams;
  private final EdgeStore store = new EdgeStore();
  private final Worker worker;
  private final Set<String> changed = ConcurrentHashMap.newKeySet();
  private volatile Index index = new Index();
  private @Nullable Instant loadedAt;

  /// Where a request for a name goes.
  ///
  /// @param upstream the server for the name
  /// @param host the Host header by which the upstream knows the name
  public record Route(Upstream upstream, String host) {}

  /// A server inside the private network.
  ///
  /// @param host null = this process, at the address where the proxy asked
  public record Upstream(@Nullable String host, int port) {}

  /// The names by relay, so that a name that a relay gave up is found.
  private record Index(Map<String, Route> routes, Map<String, List<String>> namesOfRelays) {
    Index() {
      this(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
    }

    void remove(String relayId) {
      var names = namesOfRelays.remove(relayId);
      if (names != null) {
        names.forEach(routes::remove);
      }
    }

    void put(EdgeStore.RelayNames relay, Upstream upstream) {
      remove(relay.id());
      var route = new Route(upstream, relay.host());
      var host = withoutPort(relay.host());
      var custom = relay.customDomain();
      var names = custom == null ? List.of(host) : List.of(host, custom);
      names.forEach(name -> routes.put(name, route));
      namesOfRelays.put(relay.id(), names);
    }
  }

  /// @param platform the platform's own names without ports, in lower case
  /// @param upstreams the relay host of each relay domain
  public EdgeNames(
      Db db, InstantSource clock, Map<String, Route> platform, Map<String, Upstream> upstreams) {
    this.db = db;
    this.clock = clock;
    this.platform = Map.copyOf(platform);
    this.upstreams = Map.copyOf(upstreams);
    this.worker = new Worker("edge", clock, this::round);
  }

  /// Loads all names, then keeps them up to date.
  public void start() {
    round();
    worker.start();
  }

  /// @param name a host, with or without a port
  /// @return null for a name that is neither the platform's nor a relay's
  public @Nullable Route find(String name) {
    var host = withoutPort(name).toLowerCase(Locale.ROOT);
    var own = platform.get(host);
    return own != null ? own : index.routes().get(host);
  }

  private static String withoutPort(String host) {
    var colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }

  @Override
  public void recorded(Tx tx, Activity activity) {
    var resource = activity.entry().resource();
    if (resource.type().equals("relay")) {
      tx.afterCommit(() -> {
        changed.add(resource.id());
        worker.wake();
      });
    }
  }

  Duration round() {
    var now = clock.instant();
    var last = loadedAt;
    if (last == null || !now.isBefore(last.plus(RELOAD_EVERY))) {
      load();
      loadedAt = now;
    }
    for (var id : Set.copyOf(changed)) {
      changed.remove(id);
      reload(id);
    }
    return RELOAD_EVERY;
  }

  private void load() {
    var fresh = new Index();
    db.<List<EdgeStore.RelayNames>>read(store::listAll).forEach(relay -> add(fresh, relay));
    index = fresh;
  }

  private void reload(String id) {
    var found = db.<List<EdgeStore.RelayNames>>read(tx -> store.listOne(tx, id));
    if (found.isEmpty()) {
      index.remove(id);
    } else {
      add(index, found.getFirst());
    }
  }

  private void add(Index target, EdgeStore.RelayNames relay) {
    var upstream = upstreams.get(relay.domain());
    if (upstream != null) {
      target.put(relay, upstream);
    }
  }

  public WorkerReport report() {
    return worker.report();
  }

  @Override
  public void close() {
    worker.close();
  }
}
