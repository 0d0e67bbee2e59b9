package caravel.engine.journal;

import caravel.engine.store.Commit;
import caravel.engine.store.CommitCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/// A record of the journal.
sealed interface JournalRecord {
  int COMMITTED = 1;
  int ERASED = 2;

  String schema();

  /// The type in the binary form.
  int type();

  /// A commit of a relay.
  record Committed(Commit commit) implements JournalRecord {
    @Override
    public String schema() {
      return commit.schema();
    }

    @Override
    public int type() {
      return COMMITTED;
    }
  }

  /// The file of a relay was erased. All records of this schema before it are void; those after it
  /// belong to another file.
  record Erased(String schema) implements JournalRecord {
    @Override
    public int type() {
      return ERASED;
    }
  }

  /// The binary form, without the type. Never empty.
  default byte[] encode() {
    var bytes = new ByteArrayOutputStream(INITIAL_BYTES);
    try (var out = new DataOutputStream(bytes)) {
      switch (this) {
        case Committed(var commit) -> CommitCodec.write(out, commit);
        case Erased(var schema) -> out.writeUTF(schema);
      }
    } catch (IOException impossible) {
      throw new IllegalStateException("memory cannot be written", impossible);
    }
    return bytes.toByteArray();
  }

  int INITIAL_BYTES = 1_024;

  /// @throws IOException when the bytes are not of this form
  static JournalRecord decode(int type, byte[] bytes) throws IOException {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return switch (type) {
        case COMMITTED -> new Committed(CommitCodec.read(in));
        case ERASED -> new Erased(in.readUTF());
        default -> throw new IOException("a record of type " + type);
      };
    } catch (IllegalArgumentException malformed) {
      throw new IOException("a record has a wrong form", malformed);
    }
  }
}
