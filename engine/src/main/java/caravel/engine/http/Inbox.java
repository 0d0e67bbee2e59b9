package caravel.engine.http;

import caravel.engine.limits.MemoryBudget;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The waiting messages of one socket, and the message that is still arriving.
///
/// Not safe for use by several threads: the socket's lock guards it.
final class Inbox {
  private static final byte[] EVENT = "[\"EVENT\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOTHING = new byte[0];

  private final MemoryBudget.Account memory;
  private final ArrayDeque<byte[]> messages = new ArrayDeque<>(1);
  private long bytes;
  private byte[] arriving = NOTHING;
  private int arrived;

  Inbox(MemoryBudget.Account memory) {
    this.memory = memory;
  }

  /// Adds a part of a message.
  void append(byte[] part, int from, int length) {
    if (arrived + length > arriving.length) {
      arriving = Arrays.copyOf(arriving, Math.max(arrived + length, arriving.length * 2));
    }
    System.arraycopy(part, from, arriving, arrived, length);
    arrived += length;
    memory.hold(length);
  }

  /// Ends the arriving message and queues it.
  void complete() {
    messages.add(arrived == arriving.length ? arriving : Arrays.copyOf(arriving, arrived));
    bytes += arrived;
    arriving = NOTHING;
    arrived = 0;
  }

  /// Whether the arriving message is longer than allowed. `eventBytesMax` applies to an EVENT.
  boolean isArrivingLongerThan(int bytesMax, int eventBytesMax) {
    boolean isEvent =
        arrived >= EVENT.length && Arrays.equals(arriving, 0, EVENT.length, EVENT, 0, EVENT.length);
    return arrived > (isEvent ? eventBytesMax : bytesMax);
  }

  /// Drops the arriving message.
  void discardArriving() {
    memory.release(arrived);
    arriving = NOTHING;
    arrived = 0;
  }

  boolean isFull() {
    return messages.size() >= SocketLimits.INBOUND_MESSAGES_MAX
        || bytes >= SocketLimits.INBOUND_BYTES_MAX;
  }

  /// Drops the waiting messages and the arriving one.
  void clear() {
    discardArriving();
    while (poll() != null) {
      // Polling subtracts each message from the counters.
    }
  }

  /// Removes the next message; null = the queue is empty.
  byte @Nullable [] poll() {
    var message = messages.poll();
    if (message != null) {
      bytes -= message.length;
      memory.release(message.length);
    }
    return message;
  }
}
