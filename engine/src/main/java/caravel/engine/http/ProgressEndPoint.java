package caravel.engine.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;

/// A connection that records when its peer last read bytes. A slow peer may need minutes for one
/// large frame.
final class ProgressEndPoint extends SocketChannelEndPoint {
  private volatile long flushedNanos = System.nanoTime();

  ProgressEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
    super(channel, selector, key, scheduler);
  }

  /// [System#nanoTime] of the last write that moved at least one byte.
  long flushedNanos() {
    return flushedNanos;
  }

  @Override
  public boolean flush(ByteBuffer... buffers) throws IOException {
    long before = remaining(buffers);
    var complete = super.flush(buffers);
    if (remaining(buffers) < before) {
      flushedNanos = System.nanoTime();
    }
    return complete;
  }

  private static long remaining(ByteBuffer... buffers) {
    long bytes = 0;
    for (var buffer : buffers) {
      bytes += buffer.remaining();
    }
    return bytes;
  }
}
