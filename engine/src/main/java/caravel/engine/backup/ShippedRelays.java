package caravel.engine.backup;

import caravel.backup.BackupException;
import caravel.backup.BackupException.Kind;
import caravel.engine.store.FilePosition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/// The state of each relay in the backup. Written to the backup each hour, so that the next start
/// knows which files differ from it.
///
/// Safe for use by many threads.
final class ShippedRelays {
  private static final int VERSION = 1;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, ShippedRelay> relays = new TreeMap<>();

  private long savedMillis;

  Optional<ShippedRelay> find(String schema) {
    lock.lock();
    try {
      return Optional.ofNullable(relays.get(schema));
    } finally {
      lock.unlock();
    }
  }

  /// When it was written; 0 = never.
  long savedMillis() {
    return savedMillis;
  }

  /// A copy.
  Map<String, ShippedRelay> all() {
    lock.lock();
    try {
      return new TreeMap<>(relays);
    } finally {
      lock.unlock();
    }
  }

  void shipped(List<LogEntry> entries) {
    lock.lock();
    try {
      for (var entry : entries) {
        switch (entry) {
          case LogEntry.Committed(var commit) ->
              change(commit.schema(), relay -> relay.with(commit));
          case LogEntry.Erased(var schema, var millis) ->
              change(schema, relay -> relay.withErasure(millis));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  void dropped(Map<String, FilePosition> last) {
    lock.lock();
    try {
      last.forEach((schema, position) -> change(schema, relay -> relay.withGap(position)));
    } finally {
      lock.unlock();
    }
  }

  void based(String schema, FilePosition position, long bytes) {
    lock.lock();
    try {
      change(schema, relay -> relay.withBase(position, bytes));
    } finally {
      lock.unlock();
    }
  }

  void forget(String schema) {
    lock.lock();
    try {
      relays.remove(schema);
    } finally {
      lock.unlock();
    }
  }

  /// The relays that need a base, in the order of their names.
  List<String> needingBase(long nowMillis, long ageMaxMillis) {
    return all().entrySet().stream()
        .filter(entry -> entry.getValue().needsBase(nowMillis, ageMaxMillis))
        .map(Map.Entry::getKey)
        .toList();
  }

  private void change(String schema, UnaryOperator<ShippedRelay> change) {
    relays.put(schema, change.apply(relays.getOrDefault(schema, ShippedRelay.NONE)));
  }

  byte[] encode(long nowMillis) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      var all = all();
      out.writeByte(VERSION);
      out.writeLong(nowMillis);
      out.writeInt(all.size());
      for (var entry : all.entrySet()) {
        var relay = entry.getValue();
        out.writeUTF(entry.getKey());
        out.writeLong(relay.timeline());
        out.writeLong(relay.seq());
        out.writeLong(relay.gapSeq());
        out.writeLong(relay.baseMillis());
        out.writeLong(relay.baseBytes());
        out.writeLong(relay.changed());
        out.writeLong(relay.erasedMillis());
      }
    } catch (IOException impossible) {
      throw new IllegalStateException("memory cannot be written", impossible);
    }
    return bytes.toByteArray();
  }

  /// @param key of the object, for messages
  /// @throws BackupException when the bytes are not of this form
  static ShippedRelays decode(String key, byte[] bytes) throws BackupException {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readUnsignedByte() != VERSION) {
        throw new BackupException(
            Kind.DAMAGED, key + " was written by another version of Caravel.");
      }
      var shipped = new ShippedRelays();
      shipped.savedMillis = in.readLong();
      for (int left = in.readInt(); left > 0; left--) {
        shipped.relays.put(
            in.readUTF(),
            new ShippedRelay(
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong()));
      }
      return shipped;
    } catch (IOException damaged) {
      throw new BackupException(Kind.DAMAGED, key + " is damaged.", damaged);
    }
  }
}
