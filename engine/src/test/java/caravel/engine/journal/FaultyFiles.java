package caravel.engine.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Opens segments on a disk that can be full or can fail.
final class FaultyFiles implements FileOpener {
  private final AtomicLong freeBytes = new AtomicLong(Long.MAX_VALUE / 2);
  private final AtomicInteger forces = new AtomicInteger();
  private final Set<FileChannel> unforced = ConcurrentHashMap.newKeySet();
  private final AtomicInteger unforcedMax = new AtomicInteger();
  private volatile boolean isForceFailing;
  private volatile boolean isWriteFailing;

  @Override
  public FileChannel open(Path file, OpenOption... options) throws IOException {
    return new FaultyChannel(FileChannel.open(file, options), this);
  }

  /// Sets how much all segments can grow from now on.
  void setFreeBytes(long bytes) {
    freeBytes.set(bytes);
  }

  void failForces() {
    isForceFailing = true;
  }

  void failWrites() {
    isWriteFailing = true;
  }

  /// How often records were made durable.
  int forces() {
    return forces.get();
  }

  /// How many segments had records that were not durable, at most at a time.
  int unforcedMax() {
    return unforcedMax.get();
  }

  void takeSpace(long bytes) throws IOException {
    if (freeBytes.addAndGet(-bytes) < 0) {
      freeBytes.addAndGet(bytes);
      throw new IOException("No space left on device");
    }
  }

  /// @param channel a segment that was made before
  void noteWrite(FileChannel channel) throws IOException {
    unforced.add(channel);
    unforcedMax.accumulateAndGet(unforced.size(), Math::max);
    if (isWriteFailing) {
      throw new IOException("Input/output error");
    }
  }

  /// @param channel a segment that was made before
  void noteForce(FileChannel channel) throws IOException {
    unforced.remove(channel);
    if (isForceFailing) {
      throw new IOException("Input/output error");
    }
    forces.incrementAndGet();
  }
}
