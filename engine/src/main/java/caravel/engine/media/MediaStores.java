package caravel.engine.media;

import caravel.backup.S3Objects;
import caravel.backup.S3Settings;
import caravel.engine.config.RelayConfig;
import caravel.engine.limits.DiskSpace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The files of all relays: one folder, and in it one folder each, `<schema>`. It has the relay's
/// index, and its blobs unless they are in S3.
public final class MediaStores implements AutoCloseable {
  /// Uploads that are arriving. Starts with a dot, so it is no schema. Emptied at each start.
  private static final String UPLOADS = ".uploads";

  private final Path folder;
  private final Shared shared;
  private final IndexConnections connections = new IndexConnections();
  private final ConcurrentMap<String, Entry> stores = new ConcurrentHashMap<>();

  /// @param settings the configuration that the store has now
  private record Entry(MediaStore store, RelayConfig.Blossom settings) {}

  /// Parts that all relays use.
  ///
  /// @param uploads folder of the files that are arriving
  record Shared(Path uploads, DiskSpace disk, ConcurrentMap<S3Settings, S3Objects> buckets) {
    S3Objects bucket(S3Settings settings) {
      return buckets.computeIfAbsent(settings, S3Objects::new);
    }
  }

  /// Deletes the uploads that the last run of the process left behind.
  ///
  /// @param folder created when it is absent; used by one process at a time
  /// @throws UncheckedIOException when the folder cannot be used
  public MediaStores(Path folder, DiskSpace disk) {
    this.folder = folder;
    this.shared = new Shared(folder.resolve(UPLOADS), disk, new ConcurrentHashMap<>());
    try {
      Files.createDirectories(shared.uploads());
      try (var left = Files.list(shared.uploads())) {
        for (var file : left.toList()) {
          Files.delete(file);
        }
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
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
    var place = new MediaFolder(schema, folder.resolve(schema), shared);
    return new MediaStore(new MediaIndex(place.index(), connections), place, settings);
  }

  /// Deletes all files of a relay for good.
  ///
  /// @throws UncheckedIOException if some may remain; the call can be repeated
  public void erase(RelayConfig config) {
    var store = open(config);
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
    connections.close();
    shared.buckets().values().forEach(S3Objects::close);
  }
}
