package caravel.engine.wire;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/// Buffers outside the heap from which sockets are written. A thread has one only during its
/// writes, which never wait, so a few serve all sockets.
final class WriteBuffers {
  /// Bytes of one write.
  static final int BUFFER_BYTES = 64 * 1024;

  /// Buffers that are kept. More exist only while more threads write.
  private static final int KEPT_MAX = 2 * Runtime.getRuntime().availableProcessors() + 2;

  private static final Queue<ByteBuffer> FREE = new ArrayBlockingQueue<>(KEPT_MAX);

  private WriteBuffers() {}

  /// Takes a buffer. The caller gives it back with [#release].
  static ByteBuffer acquire() {
    @Nullable ByteBuffer free = FREE.poll();
    return free == null ? ByteBuffer.allocateDirect(BUFFER_BYTES) : free;
  }

  static void release(ByteBuffer buffer) {
    var _ = FREE.offer(buffer);
  }
}
