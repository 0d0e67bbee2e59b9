package caravel.engine.backup;

import caravel.backup.BackupException;
import caravel.backup.BackupException.Kind;
import caravel.backup.LocalDisk;
import caravel.backup.SealedObjects;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The log entries of relays that are being restored, in one temporary file for each relay. The
/// logs are read once for all of them.
final class LogSpool {
  private final RestorePoint point;
  private final Path folder;
  private final Set<String> schemas;

  private LogSpool(RestorePoint point, Path folder, Set<String> schemas) {
    this.point = point;
    this.folder = folder;
    this.schemas = schemas;
  }

  /// Reads the logs. Lists them again when some were packed meanwhile.
  ///
  /// @param schemas the relays whose entries are kept
  /// @param folder an empty folder
  static LogSpool read(SealedObjects objects, RestorePoint point, Set<String> schemas, Path folder)
      throws BackupException {
    return ObjectReader.retryMissing(() -> {
      var spool = new LogSpool(point, folder, schemas);
      schemas.forEach(spool::delete);
      var keys = point.listLogs(objects, schemas).stream().map(LogFileName::key).toList();
      ObjectReader.read(objects, keys, (key, bytes) -> spool.write(LogCodec.decode(key, bytes)));
      return spool;
    });
  }

  private void write(List<LogEntry> entries) throws BackupException {
    var byRelay = new TreeMap<String, List<LogEntry>>();
    for (var entry : entries) {
      if (isWanted(entry)) {
        byRelay.computeIfAbsent(entry.schema(), _ -> new ArrayList<>()).add(entry);
      }
    }
    for (var relay : byRelay.entrySet()) {
      append(relay);
    }
  }

  private void append(Map.Entry<String, List<LogEntry>> relay) throws BackupException {
    var file = file(relay.getKey());
    var bytes = LogCodec.encode(relay.getValue());
    try (var out =
        new DataOutputStream(
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND))) {
      out.writeInt(bytes.length);
      out.write(bytes);
    } catch (IOException failed) {
      throw LocalDisk.failure(file, failed);
    }
  }

  private boolean isWanted(LogEntry entry) {
    if (!schemas.contains(entry.schema()) || entry.millis() > point.atMillis()) {
      return false;
    }
    var base = point.bases().get(entry.schema());
    if (base == null) {
      return true;
    }
    return switch (entry) {
      case LogEntry.Committed(var commit) -> !base.isAfter(commit.position());
      case LogEntry.Erased(_, var millis) -> millis >= base.millis();
    };
  }

  /// Receives entries in order.
  interface Sink {
    void accept(LogEntry entry) throws BackupException;
  }

  /// Passes on the entries of one relay.
  void forEach(String schema, Sink sink) throws BackupException {
    var file = file(schema);
    if (!Files.exists(file)) {
      return;
    }
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      while (in.available() > 0) {
        var bytes = in.readNBytes(in.readInt());
        for (var entry : LogCodec.decode(schema, bytes)) {
          sink.accept(entry);
        }
      }
    } catch (IOException failed) {
      throw new BackupException(
          Kind.LOCAL_DISK, "The temporary file " + file + " is broken.", failed);
    }
  }

  void delete(String schema) {
    Scratch.delete(file(schema));
  }

  private Path file(String schema) {
    return folder.resolve(schema + ".entries");
  }
}
