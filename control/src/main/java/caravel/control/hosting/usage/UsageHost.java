package caravel.control.hosting.usage;

import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelaySpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The figures that a host has of its relays.
public interface UsageHost {
  /// Most calls of one relay that are read.
  int CALLS_MAX = 100;

  /// Reads the figures of a relay. [RelayReply.Off] means that the host has no such route, as a
  /// stock zooid.
  ///
  /// @param withCalls whether the calls are read too, for which the host opens the relay's events
  RelayReply<HostUsage> usage(RelaySpec spec, boolean withCalls);

  /// The figures of a relay at one moment.
  ///
  /// @param connections open sockets
  /// @param calls null = the relay has no calls, or they were not requested
  record HostUsage(
      Storage storage,
      StorageLimits limits,
      Traffic traffic,
      long connections,
      @Nullable List<RelayCall> calls) {
    public HostUsage {
      calls = calls == null ? null : List.copyOf(calls);
    }
  }

  /// The stored data. A host does not open an idle relay to know it: null = not known.
  ///
  /// @param eventBytes what the events take up on the disk
  record Storage(
      @Nullable Long events,
      @Nullable Long eventBytes,
      @Nullable Long files,
      @Nullable Long fileBytes) {}

  /// The most that the host stores for the relay, by the plan or by its own default; null = not
  /// known.
  record StorageLimits(@Nullable Long eventBytes, @Nullable Long fileBytes) {
    static final StorageLimits UNKNOWN = new StorageLimits(null, null);
  }

  /// Counts since the start of the relay on its host, which never fall.
  ///
  /// @param startedAt unix seconds
  /// @param eventsIn events of clients that were stored
  /// @param bytesIn bytes of the messages of clients
  /// @param bytesOut bytes of the messages to clients
  record Traffic(long startedAt, long eventsIn, long eventsOut, long bytesIn, long bytesOut) {}

  /// A call that has participants.
  ///
  /// @param name of the room; may be empty
  record RelayCall(String room, String name, int participants) {}
}
