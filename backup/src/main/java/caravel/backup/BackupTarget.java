package caravel.backup;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The place that `BACKUP_URL` names.
public sealed interface BackupTarget {
  /// Connects to nothing yet: the first operation does.
  ObjectStore open();

  record Folder(Path path) implements BackupTarget {
    @Override
    public ObjectStore open() {
      return new FolderObjects(path);
    }
  }

  record Bucket(S3Settings settings) implements BackupTarget {
    @Override
    public ObjectStore open() {
      return new S3Objects(settings);
    }
  }

  /// The variables `BACKUP_S3_…`, each null if it is not set.
  record S3Options(
      @Nullable URI endpoint,
      @Nullable String region,
      @Nullable String accessKey,
      @Nullable String secretKey) {
    public static final S3Options NONE = new S3Options(null, null, null, null);
  }

  /// @param url `file:///path` or `s3://bucket/prefix`
  /// @throws IllegalArgumentException with the reason if it is neither
  static BackupTarget parse(String url, S3Options options) {
    if (url.startsWith("file:///")) {
      return new Folder(Path.of(url.substring("file://".length())).normalize());
    }
    if (!url.startsWith("s3://")) {
      throw new IllegalArgumentException("it must start with file:/// or s3://");
    }
    var path = url.substring("s3://".length());
    int slash = path.indexOf('/');
    var bucket = slash < 0 ? path : path.substring(0, slash);
    var prefix = slash < 0 ? "" : path.substring(slash + 1).replaceAll("/+$", "");
    if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
      throw new IllegalArgumentException("“" + bucket + "” is not the name of a bucket");
    }
    if (!prefix.isEmpty()) {
      ObjectKeys.require(prefix);
    }
    return new Bucket(
        new S3Settings(
            bucket,
            prefix,
            options.endpoint(),
            options.region(),
            options.accessKey(),
            options.secretKey()));
  }
}
