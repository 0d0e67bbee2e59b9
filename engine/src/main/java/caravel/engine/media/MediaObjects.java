package caravel.engine.media;

import caravel.backup.BackupException;
import caravel.backup.SealedObjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The names of the objects of a backup of files:
///
/// | Name | Content |
/// |---|---|
/// | `relays/files/blob/<schema>/<sha256>` | the bytes of a file |
/// | `relays/files/list/<schema>/<millis>` | all files of a relay with their owners at a time |
/// | `relays/files/gone/<schema>/<sha256>.<millis>` | nothing; a file that was no longer there at a time |
final class MediaObjects {
  static final String LISTS = "relays/files/list/";
  static final String GONE = "relays/files/gone/";
  private static final String BLOBS = "relays/files/blob/";
  private static final int PAGE = 1_000;

  private MediaObjects() {}

  static String blobs(String schema) {
    return BLOBS + schema + "/";
  }

  static String gone(String schema) {
    return GONE + schema + "/";
  }

  static String blob(String schema, BlobHash hash) {
    return blobs(schema) + hash;
  }

  /// The name of a list.
  ///
  /// @param millis of the time that it is of
  record ListName(String schema, long millis) {
    String key() {
      return LISTS + schema + "/" + "%013d".formatted(millis);
    }

    static Optional<ListName> parse(String key) {
      var parts = key.substring(LISTS.length()).split("/", -1);
      return parts.length == 2 && isNumber(parts[1])
          ? Optional.of(new ListName(parts[0], Long.parseLong(parts[1])))
          : Optional.empty();
    }
  }

  /// The note of a file that was no longer there.
  ///
  /// @param millis of the time of the first list without it
  record GoneName(String schema, BlobHash hash, long millis) {
    String key() {
      return gone(schema) + hash + "." + "%013d".formatted(millis);
    }

    static Optional<GoneName> parse(String key) {
      var parts = key.substring(GONE.length()).split("[/.]", -1);
      if (parts.length != 3 || !isNumber(parts[2])) {
        return Optional.empty();
      }
      return BlobHash.parse(parts[1])
          .map(hash -> new GoneName(parts[0], hash, Long.parseLong(parts[2])));
    }
  }

  private static boolean isNumber(String text) {
    return text.length() == 13 && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /// All keys under a prefix, in order.
  static List<String> keys(SealedObjects objects, String prefix) throws BackupException {
    var keys = new ArrayList<String>();
    var after = "";
    while (true) {
      var page = objects.list(prefix, after, PAGE);
      keys.addAll(page);
      if (page.size() < PAGE) {
        return keys;
      }
      after = page.getLast();
    }
  }
}
