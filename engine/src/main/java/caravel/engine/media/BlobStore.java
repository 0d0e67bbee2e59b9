package caravel.engine.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/// Where the bytes of one relay's files are kept. Calls block on the disk or the network.
interface BlobStore {
  /// Stores a complete file durably. It becomes visible as a whole or not at all. Storing the same
  /// bytes again changes nothing.
  ///
  /// @param file its bytes, on the volume of the media folder; may be moved away
  void put(BlobHash hash, Path file) throws IOException;

  /// Opens a part of the bytes for reading.
  ///
  /// @param from the first byte, counted from 0
  /// @param length bytes; at least 1, and within the file
  /// @throws IOException also when the blob is absent
  InputStream read(BlobHash hash, long from, long length) throws IOException;

  /// Deletes the bytes; an absent blob is no error.
  void delete(BlobHash hash) throws IOException;

  /// Deletes all bytes of the relay.
  void deleteAll() throws IOException;
}
