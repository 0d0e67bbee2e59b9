package caravel.engine.backup;

import caravel.backup.BackupException;
import caravel.backup.BackupException.Kind;
import caravel.engine.store.CommitCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The binary form of log entries: a version, their number, then the entries one after the other.
final class LogCodec {
  private static final int VERSION = 1;
  private static final int COMMITTED = 1;
  private static final int ERASED = 2;

  private LogCodec() {}

  static byte[] encode(List<LogEntry> entries) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeInt(entries.size());
      for (var entry : entries) {
        switch (entry) {
          case LogEntry.Committed(var commit) -> {
            out.writeByte(COMMITTED);
            CommitCodec.write(out, commit);
          }
          case LogEntry.Erased(var schema, var millis) -> {
            out.writeByte(ERASED);
            out.writeUTF(schema);
            out.writeLong(millis);
          }
        }
      }
    } catch (IOException impossible) {
      throw new IllegalStateException("memory cannot be written", impossible);
    }
    return bytes.toByteArray();
  }

  /// @param key of the object, for messages
  /// @throws BackupException when the bytes are not of this form
  static List<LogEntry> decode(String key, byte[] bytes) throws BackupException {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new BackupException(
            Kind.DAMAGED, key + " was written by another version of Caravel: " + version + ".");
      }
      int count = in.readInt();
      var entries = new ArrayList<LogEntry>();
      for (int i = 0; i < count; i++) {
        entries.add(readEntry(in));
      }
      return entries;
    } catch (IOException | IllegalArgumentException damaged) {
      throw new BackupException(Kind.DAMAGED, key + " is damaged.", damaged);
    }
  }

  private static LogEntry readEntry(DataInputStream in) throws IOException {
    int type = in.readUnsignedByte();
    return switch (type) {
      case COMMITTED -> new LogEntry.Committed(CommitCodec.read(in));
      case ERASED -> new LogEntry.Erased(in.readUTF(), in.readLong());
      default -> throw new IOException("an entry of type " + type);
    };
  }
}
