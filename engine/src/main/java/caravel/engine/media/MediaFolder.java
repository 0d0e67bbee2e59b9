package caravel.engine.media;

import caravel.backup.S3Settings;
import caravel.engine.config.RelayConfig;
import caravel.engine.limits.MemoryBudget;
import caravel.engine.media.thumbnail.Thumbnail;
import caravel.engine.media.thumbnail.Thumbnails;
import caravel.outbound.OutboundGuard.Fetched;
import caravel.outbound.PublicUrl;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The folder of one relay's files, `MEDIA/<schema>`, and its place in a bucket.
final class MediaFolder {
  private static final String INDEX = "index.db";

  private final String schema;
  private final Path folder;
  private final MediaStores stores;

  MediaFolder(String schema, Path folder, MediaStores stores) {
    this.schema = schema;
    this.folder = folder;
    this.stores = stores;
  }

  Path index() {
    return folder.resolve(INDEX);
  }

  boolean hasIndex() {
    return Files.exists(index());
  }

  BlobStore blobs(RelayConfig.Blossom settings) {
    if (!settings.adapter().equals("s3")) {
      return new LocalBlobs(folder);
    }
    var s3 = settings.s3();
    var prefix = s3.keyPrefix().isEmpty() ? schema : s3.keyPrefix() + "/" + schema;
    @Nullable URI endpoint = s3.endpoint().isEmpty() ? null : URI.create(s3.endpoint());
    return new S3Blobs(
        stores.bucket(
            new S3Settings(s3.bucket(), "", endpoint, s3.region(), s3.accessKey(), s3.secretKey())),
        prefix);
  }

  boolean isDiskLow() {
    return stores.isDiskLow();
  }

  /// A path for a file that is arriving, on the volume of the relay's folder.
  Path newTemporaryFile() {
    return stores.newTemporaryFile();
  }

  Fetched fetch(PublicUrl url) {
    return stores.fetch(url);
  }

  /// Finds a smaller copy of a picture, or makes it.
  Thumbnail thumbnail(
      MediaFile file, int side, Thumbnails.Source source, MemoryBudget.Account memory)
      throws IOException {
    if (isDiskLow()) {
      return new Thumbnail.Busy();
    }
    var picture = new Thumbnail.Picture(schema, file.hash().hex(), file.type(), file.size());
    return stores.thumbnails().find(picture, side, source, memory);
  }

  void deleteThumbnails(BlobHash hash) {
    stores.thumbnails().remove(schema, hash.hex());
  }

  void deleteThumbnails() {
    stores.thumbnails().removeAll(schema);
  }

  boolean isRestoring() {
    return stores.isRestoring(schema);
  }

  void noteChange(MediaStore store) {
    stores.noteChange(schema, store);
  }

  void delete() throws IOException {
    Files.deleteIfExists(folder);
  }
}
