package caravel.engine.media;

import caravel.backup.S3Objects;
import caravel.backup.S3Settings;
import caravel.engine.config.RelayConfig;
import caravel.engine.limits.DiskSpace;
import caravel.engine.media.thumbnail.Thumbnails;
import caravel.outbound.OutboundGuard;
import caravel.outbound.OutboundGuard.Fetched;
import caravel.outbound.PublicUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// The files of all relays: one folder, and in it one folder each, `<schema>`. It has the relay's
/// index, and its blobs unless they are in S3.
public final class MediaStores implements AutoCloseable {
  /// Uploads that are arriving. Starts with a dot, so it is no schema. Emptied at each start.
  private static final String UPLOADS = ".uploads";

  /// Smaller copies of pictures. In no backup, and emptied at each start: they are made again.
  private static final String THUMBNAILS = ".thumbnails";

  /// Files of other servers that are fetched at the same time. Each is in memory until it is
  /// stored.
  private static final int FETCHES_MAX = 4;

  private static final Duration FETCH_MAX = Duration.ofSeconds(30);

  private final Path folder;
  private final OutboundGuard guard;
  private final Semaphore fetches = new Semaphore(FETCHES_MAX);
  private final Path uploads;
  private final DiskSpace disk;
  private final Thumbnails thumbnails;
  private final ConcurrentMap<S3Settings, S3Objects> buckets = new ConcurrentHashMap<>();
  private final IndexConnections connections = new IndexConnections();
  private final ConcurrentMap<String, Entry> stores = new ConcurrentHashMap<>();

  /// Relays whose files have changed since the last backup, by schema.
  private final ConcurrentMap<String, MediaStore> changed = new ConcurrentHashMap<>();

  private volatile @Nullable MediaRestore restore;

  /// @param settings the configuration that the store has now
  private record Entry(MediaStore store, RelayConfig.Blossom settings) {}

  /// Deletes the uploads and the thumbnails that the last run of the process left behind.
  ///
  /// @param folder created when it is absent; used by one process at a time
  /// @param guard fetches files of other servers; closed with the stores
  /// @throws UncheckedIOException when the folder cannot be used
  public MediaStores(Path folder, DiskSpace disk, OutboundGuard guard) {
    this.folder = folder;
    this.guard = guard;
    this.uploads = folder.resolve(UPLOADS);
    this.disk = disk;
    try {
      Files.createDirectories(uploads);
      try (var left = Files.list(uploads)) {
        for (var file : left.toList()) {
          Files.delete(file);
        }
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    this.thumbnails = new Thumbnails(folder.resolve(THUMBNAILS));
  }

  /// Returns the files of a relay, with its present configuration. Touches no file.
  public MediaStore open(RelayConfig config) {
    var settings = config.features().blossom();
    var known = stores.get(config.schema());
    if (known != null && known.settings().equals(settings)) {
      return known.store();
    }
    return stores
        .compute(
            config.schema(),
            (schema, current) -> {
              if (current == null) {
                return new Entry(make(schema, settings), settings);
              }
              if (!current.settings().equals(settings)) {
                current.store().configure(settings);
              }
              return new Entry(current.store(), settings);
            })
        .store();
  }

  private MediaStore make(String schema, RelayConfig.Blossom settings) {
    var place = new MediaFolder(schema, folder.resolve(schema), this);
    return new MediaStore(new MediaIndex(place.index(), connections), place, settings);
  }

  /// The folder of all files.
  Path folder() {
    return folder;
  }

  /// The stores whose files have changed, by schema. A backup removes those that it takes.
  ConcurrentMap<String, MediaStore> changed() {
    return changed;
  }

  void noteChange(String schema, MediaStore store) {
    changed.put(schema, store);
  }

  /// The relays of this restore cannot use their files until it has ended.
  void awaitRestore(MediaRestore running) {
    restore = running;
  }

  boolean isRestoring(String schema) {
    var running = restore;
    return running != null && running.isPending(schema);
  }

  S3Objects bucket(S3Settings settings) {
    return buckets.computeIfAbsent(settings, S3Objects::new);
  }

  Thumbnails thumbnails() {
    return thumbnails;
  }

  boolean isDiskLow() {
    return disk.isLow();
  }

  /// A path for a file that is arriving, on the volume of the folders.
  Path newTemporaryFile() {
    return uploads.resolve(UUID.randomUUID().toString());
  }

  /// Fetches a file from another server: only from a public address, without redirects, and bounded
  /// in time and size.
  public Fetched fetch(PublicUrl url) {
    if (!fetches.tryAcquire()) {
      return new Fetched.Busy();
    }
    try {
      return guard.fetch(
          new OutboundGuard.Wanted(url, "*/*", (int) MediaStore.FILE_BYTES_MAX, FETCH_MAX));
    } finally {
      fetches.release();
    }
  }

  /// Deletes all files of a relay for good.
  ///
  /// @throws UncheckedIOException if some may remain; the call can be repeated
  public void erase(RelayConfig config) {
    var store = open(config);
    var running = restore;
    if (running != null) {
      running.cancel(config.schema());
    }
    try {
      store.erase();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    stores.remove(config.schema());
  }

  /// Indexes open now.
  int openIndexes() {
    return connections.size();
  }

  @Override
  public void close() {
    thumbnails.close();
    guard.close();
    connections.close();
    buckets.values().forEach(S3Objects::close);
  }
}
