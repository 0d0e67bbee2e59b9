package caravel.engine.media;

import caravel.backup.BackupException;
import caravel.backup.S3Objects;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/// Blobs in an S3 bucket, as `[prefix/]<schema>/<sha256>`. Ranges are passed on, and no blob is
/// held in memory.
final class S3Blobs implements BlobStore {
  private static final int PAGE_OBJECTS = 1_000;

  private final S3Objects bucket;
  private final String prefix;

  /// @param prefix of the relay's objects, without a slash at the end
  S3Blobs(S3Objects bucket, String prefix) {
    this.bucket = bucket;
    this.prefix = prefix + "/";
  }

  @Override
  public void put(BlobHash hash, Path file) throws IOException {
    try {
      bucket.putFile(prefix + hash, file);
    } catch (BackupException failed) {
      throw new IOException(failed);
    }
  }

  @Override
  public InputStream read(BlobHash hash, long from, long length) throws IOException {
    try {
      return new LimitedStream(bucket.read(prefix + hash, from, length), length);
    } catch (BackupException failed) {
      throw new IOException(failed);
    }
  }

  @Override
  public void delete(BlobHash hash) throws IOException {
    try {
      bucket.delete(prefix + hash);
    } catch (BackupException failed) {
      throw new IOException(failed);
    }
  }

  @Override
  public void deleteAll() throws IOException {
    try {
      for (var keys = page(); !keys.isEmpty(); keys = page()) {
        for (var key : keys) {
          bucket.delete(key);
        }
      }
    } catch (BackupException failed) {
      throw new IOException(failed);
    }
  }

  private List<String> page() throws BackupException {
    return bucket.list(prefix, "", PAGE_OBJECTS);
  }
}
