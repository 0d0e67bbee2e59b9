package caravel.engine.http;

import caravel.engine.limits.MemoryBudget;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Counts the frames of one socket that its peer has not taken yet.
final class SendQueue {
  /// Heap that Jetty needs for one frame besides its bytes, as an estimate.
  private static final int FRAME_HEAP_BYTES = 512;

  /// The part of [SocketLimits#outboundFramesMax] and [SocketLimits#outboundBytesMax] beyond which
  /// the next message waits.
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

  /// Counts a frame that is about to be sent.
  ///
  /// @return false when more is unsent than one socket may have
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

  /// The frame was written, or never will be.
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

  /// Ends all waiting, now and later.
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// When the peer last took something ([System#nanoTime]).
  ///
  /// @param flushedNanos when the connection last wrote bytes, be it a part of a frame
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
