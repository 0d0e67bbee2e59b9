package caravel.engine.media.thumbnail;

import java.io.IOException;
import java.io.InputStream;

/// The answer to a request for a smaller copy of a picture.
public sealed interface Thumbnail {
  /// @param bytes must be closed
  /// @param size in bytes
  /// @param type `image/jpeg` or `image/png`
  record Ready(InputStream bytes, long size, String type) implements Thumbnail, AutoCloseable {
    @Override
    public void close() throws IOException {
      bytes.close();
    }
  }

  /// There is none, now and later: the file is no picture that is decoded here, it is small
  /// already, or it is damaged.
  record None() implements Thumbnail {}

  /// There is no room for it now. A later request may succeed.
  record Busy() implements Thumbnail {}

  /// The picture that a copy is made of.
  ///
  /// @param schema of its relay
  /// @param hash of its bytes, as a file name
  /// @param type the sniffed media type
  /// @param size in bytes
  record Picture(String schema, String hash, String type, long size) {}
}
