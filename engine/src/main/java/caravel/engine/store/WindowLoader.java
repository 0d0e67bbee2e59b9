package caravel.engine.store;

import caravel.engine.store.EventStore.StoreException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Loads the window of a relay: the newest rows of its file and the visible rows of its tail, as
/// they are at one moment.
final class WindowLoader {
  private static final Logger LOG = LoggerFactory.getLogger(WindowLoader.class);

  /// One in this many loaded rows may be dated in the future.
  private static final int FUTURE_SHARE = 4;

  /// One in this many bytes of a window may be used by a load.
  private static final int BYTES_SHARE = 2;

  private final Path path;
  private final FileReads reads;
  private final Tail tail;
  private final Window window;
  private final WindowMemory memory;

  WindowLoader(Path path, FileReads reads, Tail tail, Window window, WindowMemory memory) {
    this.path = path;
    this.reads = reads;
    this.tail = tail;
    this.window = window;
    this.memory = memory;
  }

  /// Loads the window in the background, unless it is loaded or being loaded.
  ///
  /// @return completed when it is loaded, or when that has failed
  CompletableFuture<?> loadSoon() {
    var load = window.beginLoad();
    if (load == null) {
      return CompletableFuture.completedFuture(null);
    }
    try {
      return reads
          .submit((sql, keys) -> {
            window.endLoad(load, keys, read(sql, keys, load));
            return true;
          })
          .exceptionally(failed -> {
            LOG.warn("The newest events of {} could not be read into memory.", path, failed);
            window.abandon(load);
            return false;
          });
    } catch (StoreException closed) {
      window.abandon(load);
      return CompletableFuture.completedFuture(null);
    }
  }

  /// The durable changes that the file does not have.
  ///
  /// @param present the highest rank of the present second
  private record Start(List<EventRow> rows, Set<Long> gone, long present) {}

  private WindowRows read(Sql sql, IndexKeys keys, Window.Load load) throws SQLException {
    var start =
        tail.snapshot(
            sql, changes -> new Start(changes.rows(), changes.gone(), window.beginRecording(load)));
    int rowsMax = memory.limits().rowsLoaded();
    long bytesMax = memory.windowBytesMax() / BYTES_SHARE;
    var past = new FileRows(keys, start.gone(), rowsMax, bytesMax);
    past.read(sql.prepare("SELECT r, body FROM event WHERE r<=? ORDER BY r DESC", start.present()));
    var future = new FileRows(keys, start.gone(), rowsMax / FUTURE_SHARE, bytesMax / FUTURE_SHARE);
    future.read(sql.prepare("SELECT r, body FROM event WHERE r>? ORDER BY r", start.present()));
    var rows =
        new WindowRows(
            past.isAll ? WindowRows.LOWEST : past.last().r(),
            future.isAll
                ? WindowRows.HIGHEST
                : EventOrder.ceiling(EventOrder.createdAt(future.last().r()) - 1));
    past.rows.reversed().forEach(rows::add);
    future.rows.forEach(rows::add);
    start.rows().forEach(rows::add);
    return rows;
  }

  /// Rows of the file in the order of a statement, as far as there is room for them.
  private static final class FileRows {
    private final IndexKeys keys;
    private final Set<Long> gone;
    private final int rowsMax;
    private final long bytesMax;
    private final List<EventRow> rows = new ArrayList<>();
    private long bytes;

    /// Whether the statement has no more rows.
    private boolean isAll;

    FileRows(IndexKeys keys, Set<Long> gone, int rowsMax, long bytesMax) {
      this.keys = keys;
      this.gone = gone;
      this.rowsMax = rowsMax;
      this.bytesMax = bytesMax;
    }

    /// @param select ranks and bodies
    void read(PreparedStatement select) throws SQLException {
      try (var found = select.executeQuery()) {
        while (found.next()) {
          long r = found.getLong(1);
          if (!gone.contains(r)) {
            var row = EventRow.of(new Commit.Row(r, found.getString(2)), keys, 0);
            rows.add(row);
            bytes += row.bytes();
            if (rows.size() > rowsMax || bytes > bytesMax) {
              return;
            }
          }
        }
        isAll = true;
      }
    }

    EventRow last() {
      return rows.getLast();
    }
  }
}
