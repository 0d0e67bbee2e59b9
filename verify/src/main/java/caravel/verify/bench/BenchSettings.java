package caravel.verify.bench;

import caravel.nostr.SecretKey;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The target, jobs, sizes and output of a measurement.
///
/// @param jobs empty = all jobs that the target allows
/// @param json a file for the figures; null = none
public record BenchSettings(Target target, Set<Job> jobs, Size size, @Nullable Path json) {
  public BenchSettings {
    jobs = Set.copyOf(jobs);
  }

  /// The measured server.
  public sealed interface Target {
    /// A server that the harness starts and stops itself, in a temporary folder.
    ///
    /// @param engine the command of a relay server that takes `PORT`, `CONFIG`, `DATA`, `MEDIA`,
    ///   `API_HOST` and `API_WHITELIST` from the environment, as zooid does
    /// @param serve the command of the whole product, which takes `PORT`, `ENGINE_PORT`,
    ///   `DATA_DIR`; empty = the API is not measured
    /// @param environment further variables for both
    record Started(List<String> engine, List<String> serve, Map<String, String> environment)
        implements Target {
      public Started {
        engine = List.copyOf(engine);
        serve = List.copyOf(serve);
        environment = Map.copyOf(environment);
      }
    }

    /// A running server on which test relays may be created.
    ///
    /// @param address its listener, such as `http://127.0.0.1:3334`
    /// @param apiHost the Host header of its management API
    /// @param apiKey a key that the API accepts
    /// @param domain parent of the test relays' hosts, such as `localhost:3334`
    /// @param pid its process; null = its CPU is unknown
    record Running(URI address, String apiHost, SecretKey apiKey, String domain, @Nullable Long pid)
        implements Target {}

    /// One existing relay, whose store is filled with test events.
    ///
    /// @param member a key that may read and write there
    /// @param pid the server's process; null = its CPU is unknown
    record Configured(URI relay, SecretKey member, @Nullable Long pid) implements Target {}

    /// A running Caravel of which only the API is measured. Its rate limit must be off.
    ///
    /// @param pid its process; null = its CPU is unknown
    record Api(URI serverUrl, SecretKey caller, @Nullable Long pid) implements Target {}
  }

  /// One measurement, or several related ones.
  public enum Job {
    /// Stores events on one relay, 8 publishers with 32 unanswered each.
    INGEST,
    /// Like [#INGEST], with 1 unanswered event each.
    INGEST_SINGLE,
    /// Publishes the same events again.
    DUPLICATES,
    /// Stores events over many relays, 8 publishers with 32 unanswered each.
    INGEST_MANY,
    /// Like [#INGEST_MANY], with 1 unanswered event each.
    INGEST_MANY_SINGLE,
    /// Reads the newest 100 events of a tag.
    QUERY,
    /// Like [#QUERY], with 200 requests sent every second whether or not the server keeps up.
    OPEN_LOOP,
    /// Connects, authenticates, reads, and closes.
    CONNECT,
    /// Imports events over the management API and exports all of them.
    TRANSFER,
    /// Searches the texts of events, before and after the relay has an index of them.
    SEARCH,
    /// Uploads and downloads files of 64 KiB and of 1 MiB.
    FILES,
    /// Reconciles clients that have all events, nearly all, and none.
    NEGENTROPY,
    /// Joins a relay that has very many members.
    LONG_LIST,
    /// Delivers each event to many subscribers.
    FAN_OUT,
    /// Delivers a steady number of events a second to many subscribers and to four times as many.
    FAN_OUT_STEADY,
    /// Delivers while one subscriber does not read.
    STALLED_READER,
    /// Keeps authenticated sockets open after a start and measures the memory of each.
    SOCKETS,
    /// Stores the first events after a start.
    FIRST_EVENTS,
    /// Like [#FIRST_EVENTS], with events of 200 authors and many sizes.
    MIX,
    /// Reads from Caravel's API as a signed-in tenant.
    API,
    /// Starts with one relay and with very many, and measures time and memory.
    START
  }

  /// The sizes of the measurements.
  ///
  /// @param rounds most rounds of each measurement; it ends earlier when they no longer improve
  /// @param events stored by each round of an ingest
  /// @param stored sizes of the store at which reads are measured, ascending
  /// @param relays created for the ingest over many
  /// @param subscribers of the fan-out
  /// @param configured relays of the large start
  /// @param secondsMax of each measurement; later answers count as missing
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

    /// Subscribers and sockets of the larger measurements.
    int manySubscribers() {
      return 4 * subscribers;
    }

    /// Relays of the larger ingest over many.
    int manyRelays() {
      return 4 * relays;
    }

    public Size withStored(List<Integer> sizes) {
      return new Size(rounds, events, sizes, relays, subscribers, configured, secondsMax);
    }
  }
}
