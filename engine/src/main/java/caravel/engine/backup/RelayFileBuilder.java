package caravel.engine.backup;

import caravel.backup.BackupException;
import caravel.backup.BackupException.Kind;
import caravel.backup.SealedObjects;
import caravel.engine.store.Commit;
import caravel.engine.store.EventSum;
import caravel.engine.store.FilePosition;
import caravel.engine.store.RelayFileCopy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Builds the file of one relay: its base, and the commits after it. Stops at a missing commit,
/// because only a newer base contains what follows.
final class RelayFileBuilder {
  private static final Logger LOG = LoggerFactory.getLogger(RelayFileBuilder.class);

  private final String schema;
  private final Path file;
  private @Nullable RelayFileCopy open;
  private FilePosition position = new FilePosition(0, 0, 0, EventSum.EMPTY);
  private boolean hasGap;

  /// The sum of the events that the file must have.
  private EventSum expected = EventSum.EMPTY;

  private RelayFileBuilder(String schema, Path file) {
    this.schema = schema;
    this.file = file;
  }

  /// The result of a build.
  ///
  /// @param position of the last commit in it
  record Built(FilePosition position, EventSum sum) {}

  /// Builds a file, which is complete and checked on return.
  ///
  /// @param file a temporary name
  /// @return empty if the relay had no file at that time
  /// @throws BackupException also if the number and XOR of its events differ from those noted
  static Optional<Built> build(
      SealedObjects objects, RestorePoint point, LogSpool spool, String schema, Path file)
      throws BackupException {
    var builder = new RelayFileBuilder(schema, file);
    try {
      builder.takeBase(objects, point.bases().get(schema));
      spool.forEach(schema, builder::take);
      return builder.finish();
    } finally {
      builder.closeOpen();
    }
  }

  private void takeBase(SealedObjects objects, @Nullable BaseName base) throws BackupException {
    Scratch.deleteDatabase(file);
    if (base == null) {
      return;
    }
    if (!objects.getFile(base.key(), file)) {
      throw new BackupException(Kind.DAMAGED, base.key() + " is missing in the backup.");
    }
    var copy = RelayFileCopy.open(file);
    open = copy;
    position = copy.position().orElseThrow(() -> damaged(base.key() + " has no position."));
    expected = copy.notedSum().orElseThrow(() -> damaged(base.key() + " has no sum."));
  }

  private void take(LogEntry entry) {
    switch (entry) {
      case LogEntry.Committed(var commit) -> take(commit);
      case LogEntry.Erased _ -> {
        closeOpen();
        Scratch.deleteDatabase(file);
        hasGap = false;
      }
    }
  }

  private void take(Commit commit) {
    var next = commit.position();
    if (commit.isFirst() && (open == null || next.timeline() != position.timeline())) {
      closeOpen();
      Scratch.deleteDatabase(file);
      open = RelayFileCopy.create(file);
      position = new FilePosition(next.timeline(), 0, 0, EventSum.EMPTY);
      expected = EventSum.EMPTY;
      hasGap = false;
    }
    var copy = open;
    if (copy == null || hasGap) {
      return;
    }
    boolean isSameTimeline = next.timeline() == position.timeline();
    if (isSameTimeline && next.seq() <= position.seq()) {
      return;
    }
    if (!isSameTimeline || next.seq() != position.seq() + 1) {
      hasGap = true;
      return;
    }
    copy.apply(commit);
    expected = expected.plus(next.change().minus(position.change()));
    position = next;
  }

  private Optional<Built> finish() throws BackupException {
    var copy = open;
    if (copy == null) {
      return Optional.empty();
    }
    if (hasGap) {
      LOG.warn(
          "The backup lacks changes of {} after {}; it is restored as it was then",
          schema,
          Instant.ofEpochMilli(position.millis()));
    }
    copy.flush();
    if (!copy.sum().equals(expected)) {
      throw damaged(
          "The restored events of " + schema + " differ in number or ids from those backed up.");
    }
    copy.removePosition();
    return Optional.of(new Built(position, expected));
  }

  private void closeOpen() {
    if (open != null) {
      open.close();
      open = null;
    }
  }

  private static BackupException damaged(String message) {
    return new BackupException(Kind.DAMAGED, message);
  }
}
