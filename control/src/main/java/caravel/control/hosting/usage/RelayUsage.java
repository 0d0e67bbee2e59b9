package caravel.control.hosting.usage;

import caravel.control.hosting.usage.UsageHost.HostUsage;
import caravel.control.hosting.usage.UsageHost.Storage;
import caravel.control.hosting.usage.UsageHost.Traffic;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The figures of a relay between two samples, as pure functions.
///
/// @param connections open sockets at the second sample
/// @param eventsIn events of clients that were stored since the first one
/// @param bytesIn bytes of the messages of clients since then
/// @param bytesOut bytes of the messages to clients since then
record RelayUsage(Storage storage, long connections, long eventsIn, long bytesIn, long bytesOut) {
  /// Counts of a relay without an earlier sample are taken only if the relay has started so
  /// recently: older ones belong to hours before.
  static final Duration FIRST_MAX = Duration.ofHours(1);

  /// The figures at a sample.
  ///
  /// @param at when they were read
  record Sample(Instant at, Storage storage, Traffic traffic, long connections) {
    static Sample of(Instant at, HostUsage usage) {
      return new Sample(at, usage.storage(), usage.traffic(), usage.connections());
    }

    /// The sample with the storage of an earlier one where the host did not know it.
    Sample after(@Nullable Sample before) {
      return before == null
          ? this
          : new Sample(at, known(before.storage(), storage), traffic, connections);
    }
  }

  /// Computes what has happened since the sample before. Counts that begin anew, because the relay
  /// was started again, are taken as they are: what happened before the start and after the sample
  /// is lost.
  ///
  /// @param before null = there is none
  static RelayUsage delta(@Nullable Sample before, Sample now) {
    var counts = now.traffic();
    var base = before == null ? first(now) : before.traffic();
    if (isReset(base, counts)) {
      base = new Traffic(counts.startedAt(), 0, 0, 0, 0);
    }
    return new RelayUsage(
        now.after(before).storage(),
        now.connections(),
        counts.eventsIn() - base.eventsIn(),
        counts.bytesIn() - base.bytesIn(),
        counts.bytesOut() - base.bytesOut());
  }

  private static Traffic first(Sample now) {
    var age = now.at().getEpochSecond() - now.traffic().startedAt();
    return age > FIRST_MAX.toSeconds()
        ? now.traffic()
        : new Traffic(now.traffic().startedAt(), 0, 0, 0, 0);
  }

  /// A count that has fallen is a reset too: two starts may be within one second.
  private static boolean isReset(Traffic before, Traffic now) {
    return before.startedAt() != now.startedAt()
        || now.eventsIn() < before.eventsIn()
        || now.bytesIn() < before.bytesIn()
        || now.bytesOut() < before.bytesOut();
  }

  private static Storage known(Storage before, Storage now) {
    return new Storage(
        known(before.events(), now.events()),
        known(before.eventBytes(), now.eventBytes()),
        known(before.files(), now.files()),
        known(before.fileBytes(), now.fileBytes()));
  }

  private static @Nullable Long known(@Nullable Long before, @Nullable Long now) {
    return now == null ? before : now;
  }
}
