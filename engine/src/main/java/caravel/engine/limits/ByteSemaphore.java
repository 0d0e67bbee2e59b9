package caravel.engine.limits;

import java.util.concurrent.Semaphore;

/// Bounds how many bytes are under way at a time; who wants more waits, in order.
public final class ByteSemaphore {
  private static final int KIBIBYTE = 1_024;

  private final int kibibytesMax;
  private final Semaphore kibibytes;

  /// @param bytesMax a single piece may be larger; it then has the semaphore for itself
  public ByteSemaphore(long bytesMax) {
    this.kibibytesMax = Math.clamp(bytesMax / KIBIBYTE, 1, 1 << 30);
    this.kibibytes = new Semaphore(kibibytesMax, true);
  }

  /// Waits until there is room.
  ///
  /// @return gives the room back; called once
  public Runnable acquire(long bytes) {
    int wanted = Math.clamp(bytes / KIBIBYTE, 1, kibibytesMax);
    kibibytes.acquireUninterruptibly(wanted);
    return () -> kibibytes.release(wanted);
  }
}
