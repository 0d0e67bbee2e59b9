package caravel.verify.simulate;

import caravel.app.ledger.LedgerLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.sql.SQLException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Writes the ledger of a world at its end.
record LedgerWriter(DatabaseView database, Sink sink) {
  /// Receives the lines.
  interface Sink extends AutoCloseable {
    Sink NOWHERE =
        new Sink() {
          @Override
          public void take(List<ObjectNode> lines) {}

          @Override
          public Sink ofWorld(int world) {
            return this;
          }

          @Override
          public boolean isWanted() {
            return false;
          }
        };

    void take(List<ObjectNode> lines);

    /// Adds the number of a world to each line.
    default Sink ofWorld(int world) {
      return lines -> {
        lines.forEach(line -> line.put("world", world));
        take(lines);
      };
    }

    default boolean isWanted() {
      return true;
    }

    @Override
    default void close() {}
  }

  /// Writes one JSON object a line; the lines of a world are contiguous.
  static final class ToFile implements Sink {
    private final Writer out;

    ToFile(Writer out) {
      this.out = out;
    }

    @Override
    public synchronized void take(List<ObjectNode> lines) {
      try {
        for (var line : lines) {
          out.write(line.toString());
          out.write('\n');
        }
      } catch (IOException full) {
        throw new UncheckedIOException(full);
      }
    }

    @Override
    public void close() {
      try {
        out.close();
      } catch (IOException full) {
        throw new UncheckedIOException(full);
      }
    }
  }

  void end() {
    if (!sink.isWanted()) {
      return;
    }
    try {
      sink.take(new LedgerLines(database.connection()).all());
    } catch (SQLException failed) {
      throw new IllegalStateException("the ledger cannot be read", failed);
    }
  }
}
