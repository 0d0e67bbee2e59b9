package caravel.engine.limits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the volume of the events is nearly full. Then only deletions are accepted.
public final class DiskSpace {
  private static final Logger LOG = LoggerFactory.getLogger(DiskSpace.class);

  /// Free bytes below which the volume counts as nearly full.
  public static final long FREE_BYTES_MIN = 256L * 1024 * 1024;

  /// How long a measurement is valid.
  private static final long MEASURED_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier freeBytes;
  private final long keptNanos;
  private final AtomicLong measuredAt;
  private volatile boolean low;

  private DiskSpace(LongSupplier freeBytes, long keptNanos) {
    this.freeBytes = freeBytes;
    this.keptNanos = keptNanos;
    this.measuredAt = new AtomicLong(System.nanoTime() - keptNanos - 1);
  }

  /// Measures the volume of this folder, at most once a second.
  public static DiskSpace of(Path folder) {
    return new DiskSpace(() -> usable(folder), MEASURED_NANOS);
  }

  /// @param freeBytes called for each check
  public static DiskSpace measuredBy(LongSupplier freeBytes) {
    return new DiskSpace(freeBytes, -1);
  }

  /// Whether fewer than [#FREE_BYTES_MIN] are free. A volume that cannot be measured is not low.
  public boolean isLow() {
    long now = System.nanoTime();
    long measured = measuredAt.get();
    if (now - measured > keptNanos && measuredAt.compareAndSet(measured, now)) {
      var was = low;
      low = freeBytes.getAsLong() < FREE_BYTES_MIN;
      if (low && !was) {
        LOG.error(
            "less than {} MiB are free for events: relays accept only deletions until there is"
                + " more",
            FREE_BYTES_MIN >> 20);
      } else if (was && !low) {
        LOG.info("the volume has space for events again");
      }
    }
    return low;
  }

  private static long usable(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException failed) {
      LOG.warn("the free space of {} cannot be measured", folder, failed);
      return Long.MAX_VALUE;
    }
  }
}
