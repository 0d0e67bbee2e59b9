package caravel.engine.http;

import caravel.engine.limits.MemoryBudget;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The waiting messages of one socket, and the message that is still arriving.
///
/// Not safe for use by several threads: the socket's lock guards it.
final class Inbox {
  /// Most bytes that UTF-8 needs for one char.
  private static final int UTF8_BYTES_MAX = 3;

  private static final String EVENT = "[\"EVENT\"";

  private final MemoryBudget.Account memory;
  private final ArrayDeque<String> messages = new ArrayDeque<>();
  private long characters;
  private StringBuilder arriving = new StringBuilder();

  Inbox(MemoryBudget.Account memory) {
    this.memory = memory;
  }

  /// Adds a part of a message.
  void append(String part) {
    arriving.append(part);
    memory.hold(part.length());
  }

  /// Ends the arriving message and queues it.
  void complete() {
    messages.add(arriving.toString());
    characters += arriving.length();
    arriving = new StringBuilder();
  }

  /// Whether the arriving message is longer than allowed. `eventBytesMax` applies to an EVENT.
  boolean isArrivingLongerThan(int bytesMax, int eventBytesMax) {
    int longest = Math.min(bytesMax, eventBytesMax);
    if (arriving.length() <= longest / UTF8_BYTES_MAX) {
      return false;
    }
    int most =
        arriving.length() >= EVENT.length() && arriving.substring(0, EVENT.length()).equals(EVENT)
            ? eventBytesMax
            : bytesMax;
    return arriving.length() > most
        || (arriving.length() > most / UTF8_BYTES_MAX
            && arriving.toString().getBytes(StandardCharsets.UTF_8).length > most);
  }

  /// Drops the arriving message.
  void discardArriving() {
    memory.release(arriving.length());
    arriving = new StringBuilder();
  }

  boolean isFull() {
    return messages.size() >= SocketLimits.INBOUND_MESSAGES_MAX
        || characters >= SocketLimits.INBOUND_CHARACTERS_MAX;
  }

  /// Drops the waiting messages and the arriving one.
  void clear() {
    discardArriving();
    while (poll() != null) {
      // Polling subtracts each message from the counters.
    }
  }

  /// Removes the next message; null = the queue is empty.
  @Nullable String poll() {
    var message = messages.poll();
    if (message != null) {
      characters -= message.length();
      memory.release(message.length());
    }
    return message;
  }
}
