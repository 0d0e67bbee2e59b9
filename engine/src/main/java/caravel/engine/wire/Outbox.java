package caravel.engine.wire;

import caravel.engine.limits.MemoryBudget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// The frames of one socket that its peer has not read yet. One thread writes at a time, and takes
/// with it what others have added meanwhile. Only [#awaitRoom] waits.
///
/// Safe for use by many threads.
final class Outbox {
  /// Bytes that one write gathers. A longer frame is written alone.
  static final int GATHERED_BYTES_MAX = 32 * 1024;

  /// Estimated heap of one frame besides its bytes.
  private static final int FRAME_HEAP_BYTES = 64;

  /// The fraction (one over this) of the limits beyond which the next message waits.
  private static final int COMFORTABLE_PARTS = 4;

  /// Unread bytes beyond which the next message waits, even if the limit is higher.
  private static final long COMFORTABLE_BYTES_MAX = 512 * 1024;

  /// Ends the connection.
  interface Listener {
    void failed(Throwable cause);

    /// Everything up to the last frame is written.
    void ended();
  }

  private final EndPoint endPoint;
  private final SocketBounds bounds;
  private final MemoryBudget.Account memory;
  private final Listener listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<byte[]> waiting = new ArrayDeque<>(1);
  private long waitingBytes;

  /// Frames and bytes that wait or are being written.
  private int frames;

  private long bytes;
  private long takenNanos = System.nanoTime();
  private boolean writing;

  /// Nothing is added any more.
  private boolean ended;

  /// Nothing waits for room any more.
  private boolean abandoned;

  Outbox(EndPoint endPoint, SocketBounds bounds, MemoryBudget.Account memory, Listener listener) {
    this.endPoint = endPoint;
    this.bounds = bounds;
    this.memory = memory;
    this.listener = listener;
  }

  /// Adds a frame, and writes it unless another thread does.
  ///
  /// @param more whether the frame may wait for the next one
  /// @return false = the socket has too many unread frames or bytes, and this one is dropped
  boolean add(byte[] frame, boolean more) {
    boolean writes;
    lock.lock();
    try {
      if (ended) {
        return true;
      }
      if (frames >= bounds.unreadFramesMax() || bytes + frame.length > bounds.unreadBytesMax()) {
        return false;
      }
      put(frame);
      writes = !writing && (!more || waitingBytes >= GATHERED_BYTES_MAX);
      writing |= writes;
    } finally {
      lock.unlock();
    }
    memory.hold(frame.length + FRAME_HEAP_BYTES);
    if (writes) {
      write();
    }
    return true;
  }

  /// Adds the last frame. [Listener#ended] follows when it is written. Does nothing after an
  /// earlier call.
  void end(byte[] frame) {
    lock.lock();
    try {
      if (ended) {
        return;
      }
      put(frame);
      ended = true;
      if (writing) {
        return;
      }
      writing = true;
    } finally {
      lock.unlock();
    }
    write();
  }

  /// The caller holds the lock.
  private void put(byte[] frame) {
    if (frames == 0 && !Frames.isControl(frame)) {
      takenNanos = System.nanoTime();
    }
    waiting.add(frame);
    waitingBytes += frame.length;
    frames++;
    bytes += frame.length;
  }

  /// Ends all current and later waits.
  void abandon() {
    lock.lock();
    try {
      abandoned = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Drops everything that is not being written, and takes nothing more.
  void clear() {
    lock.lock();
    try {
      ended = true;
      abandoned = true;
      waiting.clear();
      waitingBytes = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the peer has read most of what it was sent, or the socket has ended.
  void awaitRoom() {
    lock.lock();
    try {
      while (!abandoned && !isComfortable()) {
        changed.await();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /// Time of the peer's last read of a message ([System#nanoTime]).
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

  /// Whether the last frame is written.
  boolean hasEnded() {
    lock.lock();
    try {
      return ended && !writing;
    } finally {
      lock.unlock();
    }
  }

  private boolean isComfortable() {
    return frames <= bounds.unreadFramesMax() / COMFORTABLE_PARTS
        && bytes <= Math.min(COMFORTABLE_BYTES_MAX, bounds.unreadBytesMax() / COMFORTABLE_PARTS);
  }

  /// Frames that are written together.
  ///
  /// @param hasMessage false = only control frames
  private record Batch(ByteBuffer buffer, int frames, int bytes, boolean hasMessage) {}

  private void write() {
    for (var batch = next(); batch != null; batch = next()) {
      try {
        if (!endPoint.flush(batch.buffer())) {
          endPoint.write(new Rest(batch), batch.buffer());
          return;
        }
      } catch (IOException | RuntimeException failed) {
        listener.failed(failed);
        return;
      }
      written(batch);
    }
  }

  private @Nullable Batch next() {
    boolean isAtEnd;
    lock.lock();
    try {
      if (!waiting.isEmpty()) {
        return gather();
      }
      writing = false;
      isAtEnd = ended;
    } finally {
      lock.unlock();
    }
    if (isAtEnd) {
      listener.ended();
    }
    return null;
  }

  /// The caller holds the lock.
  private Batch gather() {
    var first = waiting.remove();
    int count = 1;
    boolean hasMessage = !Frames.isControl(first);
    var buffer = ByteBuffer.wrap(first);
    var next = waiting.peek();
    if (next != null && first.length + next.length <= GATHERED_BYTES_MAX) {
      buffer = ByteBuffer.allocate((int) Math.min(GATHERED_BYTES_MAX, waitingBytes)).put(first);
      while (next != null && next.length <= buffer.remaining()) {
        buffer.put(waiting.remove());
        hasMessage |= !Frames.isControl(next);
        count++;
        next = waiting.peek();
      }
      buffer.flip();
    }
    waitingBytes -= buffer.remaining();
    return new Batch(buffer, count, buffer.remaining(), hasMessage);
  }

  private void written(Batch batch) {
    memory.release(batch.bytes() + (long) FRAME_HEAP_BYTES * batch.frames());
    lock.lock();
    try {
      frames -= batch.frames();
      bytes -= batch.bytes();
      if (batch.hasMessage()) {
        takenNanos = System.nanoTime();
      }
      if (isComfortable()) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Continues when the peer has read the rest of a batch.
  private final class Rest implements Callback {
    private final Batch batch;

    Rest(Batch batch) {
      this.batch = batch;
    }

    @Override
    public void succeeded() {
      written(batch);
      write();
    }

    @Override
    public void failed(Throwable cause) {
      listener.failed(cause);
    }

    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }
  }
}
