package caravel.engine.limits;

import java.util.concurrent.Semaphore;

/// Bounds the bytes in progress at the same time. Callers beyond the bound wait, in order.
public final class ByteSemaphore {
  private static final int KIBIBYTE = 1_024;

  private final int kibibytesMax;
  private final Semaphore kibibytes;

  /// @param bytesMax a larger piece is let through alone
  public ByteSemaphore(long bytesMax) {
    this.kibibytesMax = Math.clamp(bytesMax / KIBIBYTE, 1, 1 << 30);
    this.kibibytes = new Semaphore(kibibytesMax, true);
  }

  /// Waits until there is room.
  ///
  /// @return releases the bytes; called once
  public Runnable acquire(long bytes) {
    int wanted = Math.clamp(bytes / KIBIBYTE, 1, kibibytesMax);
    kibibytes.acquireUninterruptibly(wanted);
    return () -> kibibytes.release(wanted);
  }
}
