package caravel.control.backup;

import caravel.backup.BackupException;
import caravel.backup.BackupException.Kind;
import caravel.backup.LocalDisk;
import caravel.backup.SealedObjects;
import caravel.control.backup.LogSegment.Commit;
import caravel.control.db.DbException;
import caravel.control.db.RestoredDatabase;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Builds the control database of a moment from a backup: the newest whole copy before it, then the
/// logs. SQLite itself recovers each log and checks its sums.
public final class ControlRestore {
  /// Objects that are fetched at once.
  private static final int FETCHED_AT_ONCE = 16;

  private final SealedObjects objects;
  private final Instant at;
  private final RestoredDatabase database;
  private final Path file;

  /// The result of a restore.
  ///
  /// @param reached time of the last commit in it, or of the whole copy
  /// @param pieces of the log that were read
  public record Result(Instant reached, int pieces) {}

  private ControlRestore(SealedObjects objects, Path file, Instant at) {
    this.objects = objects;
    this.file = file;
    this.at = at;
    this.database = new RestoredDatabase(file);
  }

  /// Writes the database to a file that does not exist yet. The file appears when it is complete;
  /// after a failure nothing is left.
  ///
  /// @param at all commits until this moment are in it
  /// @throws BackupException with a sentence for the operator
  public static Result restore(SealedObjects objects, Path target, Instant at)
      throws BackupException {
    if (Files.exists(target)) {
      throw new BackupException(Kind.LOCAL_DISK, target + " exists. Nothing was changed.");
    }
    var unfinished = target.resolveSibling(target.getFileName() + ".unfinished");
    try {
      var result = new ControlRestore(objects, unfinished, at).run();
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      return result;
    } catch (IOException failed) {
      throw LocalDisk.failure(target, failed);
    } catch (DbException failed) {
      throw failure(objects, target, failed);
    } finally {
      delete(unfinished);
    }
  }

  private static BackupException failure(SealedObjects objects, Path target, DbException failed) {
    return DbException.isDamage(failed)
        ? new BackupException(
            Kind.DAMAGED,
            "The database in the backup at "
                + objects.place()
                + " is damaged: "
                + failed.getMessage()
                + ".",
            failed)
        : new BackupException(
            Kind.LOCAL_DISK, target + " cannot be written: " + failed.getMessage() + ".", failed);
  }

  private Result run() throws BackupException, IOException {
    var base = base();
    if (!objects.getFile(base.key(), file)) {
      throw missing(base.key(), base.at());
    }
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
    var logs = new Logs(base);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var names = names(base);
      for (int from = 0; from < names.size() && !logs.ended; from += FETCHED_AT_ONCE) {
        var part = names.subList(from, Math.min(from + FETCHED_AT_ONCE, names.size()));
        for (var segment : fetch(part, threads)) {
          logs.add(segment);
        }
      }
    }
    logs.finish();
    check();
    return new Result(logs.reached, logs.pieces);
  }

  private BaseCopy base() throws BackupException {
    var bases = ControlHistory.bases(objects);
    if (bases.isEmpty()) {
      throw new BackupException(
          Kind.DAMAGED,
          "There is no copy of the control database at "
              + objects.place()
              + ". Check BACKUP_URL and its prefix.");
    }
    return bases.reversed().stream()
        .filter(base -> !base.at().isAfter(at))
        .findFirst()
        .orElseThrow(() ->
            new BackupException(
                Kind.DAMAGED,
                "The backup at "
                    + objects.place()
                    + " begins at "
                    + bases.getFirst().at()
                    + ". Nothing before it can be restored."));
  }

  /// The pieces that may have commits until the moment. The next one is read too: the commits in it
  /// may begin before the moment.
  private List<SegmentName> names(BaseCopy base) throws BackupException {
    var names = new ArrayList<SegmentName>();
    ControlHistory.forEachKey(
        objects,
        SegmentName.folder(base.generation()),
        SegmentName.folder(base.generation(), base.log()),
        key -> {
          var name = ControlHistory.name(key);
          names.add(name);
          return !name.until().isAfter(at);
        });
    return names;
  }

  private List<LogSegment> fetch(List<SegmentName> names, ExecutorService threads)
      throws BackupException {
    var calls = names.stream().<Callable<LogSegment>>map(name -> () -> fetch(name)).toList();
    var segments = new ArrayList<LogSegment>();
    try {
      for (Future<LogSegment> call : threads.invokeAll(calls)) {
        segments.add(call.get());
      }
      return segments;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new BackupException(Kind.UNREACHABLE, "The restore was interrupted.", stop);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof BackupException said) {
        throw said;
      }
      throw new BackupException(
          Kind.DAMAGED, "A part of the backup cannot be read: " + failed.getCause(), failed);
    }
  }

  private LogSegment fetch(SegmentName name) throws BackupException {
    var bytes = objects.get(name.key());
    if (bytes.isEmpty()) {
      throw missing(name.key(), null);
    }
    try {
      return LogSegment.decode(name, bytes.get());
    } catch (IllegalArgumentException damaged) {
      throw new BackupException(
          Kind.DAMAGED, name.key() + " at " + objects.place() + " is damaged.", damaged);
    }
  }

  /// @param before last moment that can be restored without the object; null = unknown
  private BackupException missing(String what, @Nullable Instant before) {
    var advice = before == null ? "" : " Use --at " + before + " or an earlier moment.";
    return new BackupException(
        Kind.DAMAGED,
        "The backup at " + objects.place() + " is incomplete: " + what + " is missing." + advice);
  }

  private void check() throws BackupException {
    var said = database.check();
    if (!said.equals("ok")) {
      throw new BackupException(
          Kind.DAMAGED,
          "The database in the backup at " + objects.place() + " is damaged: " + said + ".");
    }
  }

  private static void delete(Path unfinished) {
    for (var suffix : List.of("", "-wal", "-shm")) {
      try {
        Files.deleteIfExists(unfinished.resolveSibling(unfinished.getFileName() + suffix));
      } catch (IOException remains) {
        unfinished.toFile().deleteOnExit();
      }
    }
  }

  /// Puts the pieces of each log together and applies one log after the other.
  private final class Logs {
    private final BaseCopy base;
    private long log;
    private long written;
    private long applied;
    private Instant reached;
    private int pieces;
    private boolean ended;

    Logs(BaseCopy base) {
      this.base = base;
      this.log = base.log();
      this.reached = base.at();
    }

    void add(LogSegment segment) throws BackupException, IOException {
      if (ended) {
        return;
      }
      if (!isNext(segment)) {
        endBefore(segment);
        return;
      }
      if (segment.log() != log) {
        apply();
        log = segment.log();
        written = 0;
        applied = 0;
      }
      Files.write(
          database.log(),
          segment.bytes(),
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          StandardOpenOption.APPEND);
      written = segment.to();
      pieces++;
      for (var commit : segment.commits()) {
        if (commit.at().isAfter(at)) {
          ended = true;
          break;
        }
        take(commit);
      }
    }

    /// Commits in the copy are older than it.
    private void take(Commit commit) {
      applied = commit.end();
      reached = commit.at().isAfter(reached) ? commit.at() : reached;
    }

    private boolean isNext(LogSegment segment) {
      return segment.log() == log
          ? segment.from() == written
          : segment.log() == log + 1 && segment.from() == 0 && segment.before() == written;
    }

    /// The log between the two may have commits until the moment. After an outage that was too
    /// long, the program itself left it out.
    private void endBefore(LogSegment segment) throws BackupException {
      if (at.isAfter(reached) && segment.before() != LogSegment.NOT_CONTINUED) {
        throw missing("the piece of log " + log + " that begins at byte " + written, reached);
      }
      ended = true;
    }

    void finish() throws IOException {
      apply();
    }

    /// A log that ends before the copy was made would undo a part of the copy.
    private void apply() throws IOException {
      var isInCopy = log == base.log() && applied <= base.offset();
      if (written > 0 && !isInCopy) {
        try (var wal = FileChannel.open(database.log(), StandardOpenOption.WRITE)) {
          wal.truncate(applied);
        }
        database.applyLog();
      }
      Files.deleteIfExists(database.log());
    }
  }
}
