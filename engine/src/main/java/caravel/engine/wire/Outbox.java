package caravel.engine.wire;

import caravel.engine.limits.MemoryBudget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// The frames of one socket that its peer has not read yet. One thread writes at a time, and takes
/// with it the frames that others have added. Only [#awaitRoom] waits.
///
/// A frame is copied only into the buffer of a write, so a stalled socket holds no copies. Safe for
/// use by many threads.
final class Outbox {
  /// Estimated heap of one frame besides its bytes.
  private static final int FRAME_HEAP_BYTES = 64;

  /// The fraction (one over this) of the limits beyond which the next message waits.
  private static final int COMFORTABLE_PARTS = 4;

  /// Unread bytes beyond which the next message waits, even if the limit is higher.
  private static final long COMFORTABLE_BYTES_MAX = 512 * 1024;

  /// Bytes that wait in the connection until the peer reads again.
  private static final int REST_BYTES_MAX = 1_024;

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

  /// Frames that are not completely written. The lock of this object guards it and the fields
  /// below.
  private final ArrayDeque<OutboundFrame> frames = new ArrayDeque<>(1);

  /// Bytes of these frames.
  private long bytes;

  /// Bytes of the first frame that are written.
  private int firstWritten;

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

  /// Adds a frame, which [#flush] writes. Frames that fill a write are written at once.
  ///
  /// @return false = the socket has too many unread frames or bytes, and this one is dropped
  boolean add(OutboundFrame frame) {
    int length = frame.length();
    boolean isFull;
    synchronized (this) {
      if (ended) {
        return true;
      }
      if (frames.size() >= bounds.unreadFramesMax() || bytes + length > bounds.unreadBytesMax()) {
        return false;
      }
      put(frame, length);
      isFull = bytes >= WriteBuffers.BUFFER_BYTES;
    }
    memory.hold(heapBytes(length));
    if (isFull) {
      flush();
    }
    return true;
  }

  /// Writes the frames, unless another thread does.
  void flush() {
    synchronized (this) {
      if (writing || frames.isEmpty()) {
        return;
      }
      writing = true;
    }
    write();
  }

  /// Adds the last frame and writes. [Listener#ended] follows when it is written. Does nothing
  /// after an earlier call.
  void end(OutboundFrame frame) {
    synchronized (this) {
      if (ended) {
        return;
      }
      put(frame, frame.length());
      ended = true;
    }
    memory.hold(heapBytes(frame.length()));
    flush();
  }

  /// The caller holds the lock.
  private void put(OutboundFrame frame, int length) {
    if (frames.isEmpty() && frame.isMessage()) {
      takenNanos = System.nanoTime();
    }
    frames.add(frame);
    bytes += length;
  }

  private static long heapBytes(int length) {
    return length + (long) FRAME_HEAP_BYTES;
  }

  /// Ends all current and later waits.
  synchronized void abandon() {
    abandoned = true;
    notifyAll();
  }

  /// Drops all frames, and takes nothing more.
  void clear() {
    long dropped;
    synchronized (this) {
      dropped = bytes + (long) FRAME_HEAP_BYTES * frames.size();
      ended = true;
      frames.clear();
      bytes = 0;
      firstWritten = 0;
      abandon();
    }
    memory.release(dropped);
  }

  /// Waits until the peer has read most of what it was sent, or the socket has ended.
  void awaitRoom() {
    if (!hasRoom()) {
      flush();
      waitForRoom();
    }
  }

  private synchronized void waitForRoom() {
    try {
      while (!hasRoom()) {
        wait();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Time of the peer's last read of a message ([System#nanoTime]).
  ///
  /// @param flushedNanos when the connection last wrote bytes, even a part of a frame
  synchronized long takenNanos(long flushedNanos) {
    return !frames.isEmpty() && flushedNanos - takenNanos > 0 ? flushedNanos : takenNanos;
  }

  synchronized boolean isEmpty() {
    return frames.isEmpty();
  }

  /// Whether the last frame is written.
  synchronized boolean hasEnded() {
    return ended && !writing;
  }

  private synchronized boolean hasRoom() {
    return abandoned || isComfortable();
  }

  /// The caller holds the lock.
  private boolean isComfortable() {
    return frames.size() <= bounds.unreadFramesMax() / COMFORTABLE_PARTS
        && bytes <= Math.min(COMFORTABLE_BYTES_MAX, bounds.unreadBytesMax() / COMFORTABLE_PARTS);
  }

  /// Writes until nothing is left, or until the peer must read first. Only the thread that has set
  /// `writing` calls it.
  private void write() {
    var rest = writeWhileRoom();
    while (rest != null && rest.isWritten()) {
      rest = writeWhileRoom();
    }
  }

  /// @return the bytes that the peer must read first; null = everything is written, or the write
  ///   failed
  private @Nullable Rest writeWhileRoom() {
    var buffer = WriteBuffers.acquire();
    try {
      while (gather(buffer)) {
        boolean isComplete = endPoint.flush(buffer);
        written(buffer.position());
        if (!isComplete) {
          return new Rest(buffer);
        }
      }
      return null;
    } catch (IOException | RuntimeException failed) {
      listener.failed(failed);
      return null;
    } finally {
      WriteBuffers.release(buffer);
    }
  }

  /// Copies the next bytes into the buffer.
  ///
  /// @return false = there are none, and this thread no longer writes
  private boolean gather(ByteBuffer buffer) {
    buffer.clear();
    boolean isAtEnd;
    synchronized (this) {
      int skipped = firstWritten;
      for (var frame : frames) {
        frame.copyTo(buffer, skipped);
        skipped = 0;
        if (!buffer.hasRemaining()) {
          break;
        }
      }
      buffer.flip();
      writing = buffer.hasRemaining();
      isAtEnd = ended && !writing;
    }
    if (isAtEnd) {
      listener.ended();
    }
    return buffer.hasRemaining();
  }

  /// Removes the frames that are completely written.
  private void written(int count) {
    long released = 0;
    synchronized (this) {
      boolean hasMessage = false;
      long left = (long) firstWritten + count;
      for (var frame = frames.peek();
          frame != null && frame.length() <= left;
          frame = frames.peek()) {
        frames.remove();
        left -= frame.length();
        bytes -= frame.length();
        released += heapBytes(frame.length());
        hasMessage |= frame.isMessage();
      }
      firstWritten = frames.isEmpty() ? 0 : (int) left;
      if (hasMessage) {
        takenNanos = System.nanoTime();
      }
      if (isComfortable()) {
        notifyAll();
      }
    }
    memory.release(released);
  }

  /// The next bytes of the socket, which the connection writes when the peer has read others.
  private final class Rest implements Callback {
    private final ByteBuffer part;

    /// The first of two threads has set it: the one that began this write and the one that ended
    /// it. The second of them writes on.
    private final AtomicBoolean isOneDone = new AtomicBoolean();

    Rest(ByteBuffer buffer) {
      int length = Math.min(REST_BYTES_MAX, buffer.remaining());
      this.part = ByteBuffer.allocate(length).put(buffer.slice(buffer.position(), length)).flip();
    }

    /// Writes the bytes.
    ///
    /// @return false = the peer must read first, and another thread writes on
    boolean isWritten() {
      endPoint.write(this, part);
      return isOneDone.getAndSet(true);
    }

    @Override
    public void succeeded() {
      written(part.limit());
      if (isOneDone.getAndSet(true)) {
        write();
      }
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
