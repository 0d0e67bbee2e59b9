package caravel.engine.http;

import caravel.engine.limits.MemoryBudget;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Counts the frames that one socket has queued and its peer has not read yet.
final class SendQueue {
  /// Estimated heap that Jetty needs for one frame besides its bytes.
  private static final int FRAME_HEAP_BYTES = 512;

  /// The fraction (one over this) of [SocketLimits#outboundFramesMax] and
  /// [SocketLimits#outboundBytesMax] beyond which the next message waits.
  private static final int COMFORTABLE_PARTS = 4;

  private final SocketLimits limits;
  private final MemoryBudget.Account memory;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final int comfortableBytes;
  private final int comfortableFrames;
  private int frames;
  private long bytes;
  private long takenNanos = System.nanoTime();
  private boolean ended;

  SendQueue(SocketLimits limits, MemoryBudget.Account memory) {
    this.limits = limits;
    this.memory = memory;
    this.comfortableBytes =
        Math.min(SocketLimits.COMFORTABLE_BYTES_MAX, limits.outboundBytesMax() / COMFORTABLE_PARTS);
    this.comfortableFrames = limits.outboundFramesMax() / COMFORTABLE_PARTS;
  }

  /// Counts a frame before it is sent.
  ///
  /// @return false when the socket has too many unsent frames or bytes
  boolean add(int frameBytes) {
    lock.lock();
    try {
      if (frames == 0) {
        takenNanos = System.nanoTime();
      }
      frames++;
      bytes += frameBytes;
      if (frames > limits.outboundFramesMax() || bytes > limits.outboundBytesMax()) {
        return false;
      }
    } finally {
      lock.unlock();
    }
    memory.hold(frameBytes + FRAME_HEAP_BYTES);
    return true;
  }

  /// Stops counting a frame, because it was written or failed.
  void remove(int frameBytes) {
    memory.release(frameBytes + FRAME_HEAP_BYTES);
    lock.lock();
    try {
      frames--;
      bytes -= frameBytes;
      takenNanos = System.nanoTime();
      if (isComfortable()) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the peer has read the answers to earlier messages.
  void awaitRoom() {
    lock.lock();
    try {
      while (!ended && !isComfortable()) {
        changed.await();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /// Ends all current and later waits.
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Time of the peer's last read ([System#nanoTime]).
  ///
  /// @param flushedNanos when the connection last wrote bytes, even a part of a frame
  long takenNanos(long flushedNanos) {
    lock.lock();
    try {
      return frames > 0 && flushedNanos - takenNanos > 0 ? flushedNanos : takenNanos;
    } finally {
      lock.unlock();
    }
  }

  boolean isEmpty() {
    lock.lock();
    try {
      return frames == 0;
    } finally {
      lock.unlock();
    }
  }

  private boolean isComfortable() {
    return bytes <= comfortableBytes && frames <= comfortableFrames;
  }
}
