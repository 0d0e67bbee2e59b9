package caravel.engine.backup;

import caravel.backup.BackupException;
import caravel.backup.BackupException.Kind;
import caravel.engine.store.Commit;
import caravel.engine.store.FilePosition;
import caravel.nostr.PublicKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
            write(out, commit);
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

  private static void write(DataOutputStream out, Commit commit) throws IOException {
    out.writeUTF(commit.schema());
    var position = new byte[FilePosition.BYTES];
    commit.position().write(ByteBuffer.wrap(position));
    out.write(position);
    out.writeBoolean(commit.isFirst());
    out.writeInt(commit.gone().size());
    for (long r : commit.gone()) {
      out.writeLong(r);
    }
    out.writeInt(commit.added().size());
    for (var row : commit.added()) {
      var body = row.body().getBytes(StandardCharsets.UTF_8);
      out.writeLong(row.r());
      out.writeInt(body.length);
      out.write(body);
    }
    write(out, commit.erasing());
    write(out, commit.erased());
  }

  private static void write(DataOutputStream out, List<PublicKey> authors) throws IOException {
    out.writeInt(authors.size());
    for (var author : authors) {
      out.writeUTF(author.hex());
    }
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
      case COMMITTED -> new LogEntry.Committed(readCommit(in));
      case ERASED -> new LogEntry.Erased(in.readUTF(), in.readLong());
      default -> throw new IOException("an entry of type " + type);
    };
  }

  private static Commit readCommit(DataInputStream in) throws IOException {
    var schema = in.readUTF();
    var position = FilePosition.read(ByteBuffer.wrap(in.readNBytes(FilePosition.BYTES)));
    boolean isFirst = in.readBoolean();
    var gone = new ArrayList<Long>();
    for (int left = in.readInt(); left > 0; left--) {
      gone.add(in.readLong());
    }
    var added = new ArrayList<Commit.Row>();
    for (int left = in.readInt(); left > 0; left--) {
      long r = in.readLong();
      var body = in.readNBytes(in.readInt());
      added.add(new Commit.Row(r, new String(body, StandardCharsets.UTF_8)));
    }
    return new Commit(schema, position, isFirst, added, gone, readKeys(in), readKeys(in));
  }

  private static List<PublicKey> readKeys(DataInputStream in) throws IOException {
    var authors = new ArrayList<PublicKey>();
    for (int left = in.readInt(); left > 0; left--) {
      authors.add(new PublicKey(in.readUTF()));
    }
    return authors;
  }
}
