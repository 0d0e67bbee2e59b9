package caravel.engine.backup;

import caravel.backup.BackupException;
import caravel.backup.SealedObjects;
import java.util.List;
import java.util.function.Consumer;

/// Writes the entries of the buffer as numbered segments. Only one thread uses it.
final class LogShipper {
  /// Most characters in one segment or pack; a single larger entry has its own.
  static final long SEGMENT_CHARACTERS_MAX = 8L * 1024 * 1024;

  private final CommitBuffer buffer;
  private final SealedObjects objects;
  private final Consumer<List<LogEntry>> shipped;
  private final long run;
  private volatile List<LogEntry> waiting = List.of();
  private volatile long next = 1;
  private volatile long shippedMillis;

  /// @param shipped receives the entries of each segment after it is stored
  LogShipper(
      CommitBuffer buffer, SealedObjects objects, Consumer<List<LogEntry>> shipped, long run) {
    this.buffer = buffer;
    this.objects = objects;
    this.shipped = shipped;
    this.run = run;
  }

  /// Without the lock, entries between the buffer and this object would count as shipped.
  private synchronized void takeWaiting() {
    if (waiting.isEmpty()) {
      waiting = buffer.take(SEGMENT_CHARACTERS_MAX);
    }
  }

  boolean hasWork() {
    return !waiting.isEmpty() || buffer.oldestMillis() != Long.MAX_VALUE;
  }

  /// Ships everything that waits. After an exception the same entries are shipped again.
  void ship(long nowMillis) throws BackupException {
    while (hasWork()) {
      takeWaiting();
      long number = next;
      var name = LogFileName.of(false, run, number, number, waiting);
      // A pack replaces the segment within two hours, and is compressed.
      objects.putUncompressed(name.key(), LogCodec.encode(waiting));
      shipped.accept(waiting);
      next = number + 1;
      waiting = List.of();
      shippedMillis = nowMillis;
    }
  }

  /// Number of the last segment whose entries were passed on.
  long lastShipped() {
    return next - 1;
  }

  /// When the last segment was shipped; 0 = none yet.
  long shippedMillis() {
    return shippedMillis;
  }

  /// Unix time of the oldest entry that is not shipped; [Long#MAX_VALUE] = none.
  synchronized long oldestMillis() {
    var unshipped = waiting;
    return unshipped.isEmpty() ? buffer.oldestMillis() : unshipped.getFirst().millis();
  }
}
