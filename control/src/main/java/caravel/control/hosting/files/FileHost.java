package caravel.control.hosting.files;

import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelaySpec;
import caravel.nostr.PublicKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/// The files that a host stores for its relays. Every result is a value, including an unknown
/// outcome. [RelayReply.Off] means that the host has no such route, as a stock zooid.
public interface FileHost {
  /// Reads a page of a relay's files, with the usage of the relay.
  ///
  /// @param after the `next` of the page before; `""` = the first page
  RelayReply<FilePage> files(RelaySpec spec, FileSort sort, String after);

  /// Deletes a file for all its owners.
  ///
  /// @param sha256 as 64 lower-case hex digits
  /// @return whether the file existed
  RelayReply<Boolean> deleteFile(RelaySpec spec, String sha256);

  /// Opens the bytes of a file. The relay may be offline.
  ///
  /// @param sha256 as 64 lower-case hex digits
  /// @return the bytes, which the caller closes; empty = there is no such file
  RelayReply<Optional<InputStream>> openFile(RelaySpec spec, String sha256);

  /// Stores a file with its owners, who need not be members. Waits for the relay. A file that is
  /// stored already gets the owners.
  ///
  /// @return whether the file is new
  /// @throws IOException when the bytes cannot be read
  RelayReply<Boolean> storeFile(RelaySpec spec, StoredFile file, InputStream bytes)
      throws IOException;

  /// The order of the files: newest or largest first.
  enum FileSort {
    TIME,
    SIZE
  }

  /// A page of files.
  ///
  /// @param files the number of all files of the relay
  /// @param bytes of all files of the relay
  /// @param next the cursor of the next page; `""` = this is the last one
  record FilePage(long files, long bytes, List<StoredFile> page, String next) {
    public FilePage {
      page = List.copyOf(page);
    }
  }

  /// A stored file.
  ///
  /// @param sha256 as hex
  /// @param size in bytes
  /// @param type the media type, as the host sniffed it
  /// @param uploadedAt unix seconds
  /// @param owners the members who uploaded it, earliest first
  record StoredFile(
      String sha256, long size, String type, long uploadedAt, List<PublicKey> owners) {
    public StoredFile {
      owners = List.copyOf(owners);
    }
  }
}
