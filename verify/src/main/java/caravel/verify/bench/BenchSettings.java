package caravel.verify.bench;

import caravel.nostr.SecretKey;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is measured, how much of it, and where the figures go.
///
/// @param jobs empty = every one the target allows
/// @param json a file for the figures; null = none
public record BenchSettings(Target target, Set<Job> jobs, Size size, @Nullable Path json) {
  public BenchSettings {
    jobs = Set.copyOf(jobs);
  }

  /// Whose work is measured.
  public sealed interface Target {
    /// A server that the harness starts and ends itself, in a folder that it removes.
    ///
    /// @param engine the command of a relay server that takes `PORT`, `CONFIG`, `DATA`, `MEDIA`,
    ///   `API_HOST` and `API_WHITELIST` from the environment, as zooid does
    /// @param serve the command of the whole product, taking `PORT`, `ENGINE_PORT`, `DATA_DIR`;
    ///   empty = the API is not measured
    /// @param environment further variables for both
    record Started(List<String> engine, List<String> serve, Map<String, String> environment)
        implements Target {
      public Started {
        engine = List.copyOf(engine);
        serve = List.copyOf(serve);
        environment = Map.copyOf(environment);
      }
    }

    /// A server that runs already, in which test relays may be made.
    ///
    /// @param address where it listens, such as `http://127.0.0.1:3334`
    /// @param apiHost the Host header of its management API
    /// @param apiKey a key that API accepts
    /// @param domain parent of the test relays' hosts, such as `localhost:3334`
    /// @param pid its process; null = its CPU is not known
    record Running(URI address, String apiHost, SecretKey apiKey, String domain, @Nullable Long pid)
        implements Target {}

    /// One relay that is there already; its store is filled with test events.
    ///
    /// @param member a key that may read and write there
    /// @param pid the server's process; null = its CPU is not known
    record Configured(URI relay, SecretKey member, @Nullable Long pid) implements Target {}

    /// A running Caravel whose API is measured and nothing else. Its rate limit must be off.
    ///
    /// @param pid its process; null = its CPU is not known
    record Api(URI serverUrl, SecretKey caller, @Nullable Long pid) implements Target {}
  }

  /// One measurement, or a few that belong together.
  public enum Job {
    /// Stores events on one relay, 8 publishers with 32 unanswered each.
    INGEST,
    /// The same with 1 unanswered each.
    INGEST_SINGLE,
    /// The same events again.
    DUPLICATES,
    /// Stores events over many relays, 8 publishers with 32 unanswered each.
    INGEST_MANY,
    /// The same with 1 unanswered each.
    INGEST_MANY_SINGLE,
    /// Reads the newest 100 events of a tag.
    QUERY,
    /// Connects, authenticates, reads, and closes.
    CONNECT,
    /// Delivers each event to many subscribers.
    FAN_OUT,
    /// Delivers while one subscriber has stopped reading.
    STALLED_READER,
    /// Reads from Caravel's API as a signed-in tenant.
    API,
    /// Starts with one relay and with very many, and weighs them.
    START
  }

  /// How much of everything.
  ///
  /// @param rounds of each measurement at most; it ends earlier when they get no better
  /// @param events stored by each round of an ingest
  /// @param stored sizes of the store at which reads are measured, ascending
  /// @param relays made for the ingest over many
  /// @param subscribers of the fan-out
  /// @param configured relays of the large start
  /// @param secondsMax of each measurement; what is unanswered then is counted as such
  public record Size(
      int rounds,
      int events,
      List<Integer> stored,
      int relays,
      int subscribers,
      int configured,
      int secondsMax) {
    public static final Size FULL = new Size(20, 10_000, List.of(10_000), 200, 1_000, 10_000, 60);
    public static final Size QUICK = new Size(1, 1_000, List.of(1_000), 20, 50, 200, 20);

    public Size {
      stored = List.copyOf(stored);
    }

    public Size withStored(List<Integer> sizes) {
      return new Size(rounds, events, sizes, relays, subscribers, configured, secondsMax);
    }
  }
}
