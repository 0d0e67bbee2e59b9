package caravel.engine.media;

import caravel.nostr.PublicKey;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A page of all files of a relay, for the management API.
///
/// @param next the cursor of the next page; empty = this is the last one
public record MediaPage(List<Entry> entries, String next) {
  /// Most files of a page.
  public static final int FILES_MAX = 1_000;

  public MediaPage {
    entries = List.copyOf(entries);
  }

  /// The order of the files: newest or largest first.
  public enum Sort {
    TIME("uploaded"),
    SIZE("size");

    private final String column;

    Sort(String column) {
      this.column = column;
    }

    String column() {
      return column;
    }

    long value(MediaFile file) {
      return this == TIME ? file.uploaded() : file.size();
    }

    /// @throws IllegalArgumentException for any text but `time` and `size`
    public static Sort parse(String text) {
      for (var sort : values()) {
        if (sort.name().toLowerCase(Locale.ROOT).equals(text)) {
          return sort;
        }
      }
      throw new IllegalArgumentException("sort must be time or size");
    }
  }

  /// A file with its owners, earliest first.
  public record Entry(MediaFile file, List<PublicKey> owners) {
    public Entry {
      owners = List.copyOf(owners);
    }
  }

  /// The last entry of the page before.
  ///
  /// @param value of the column that sorts
  record Cursor(long value, BlobHash hash) {
    /// @throws IllegalArgumentException when it is not the text of a cursor
    static Cursor parse(String text) {
      int dot = text.indexOf('.');
      var hash = BlobHash.parse(text.substring(dot + 1));
      if (dot < 1 || hash.isEmpty()) {
        throw new IllegalArgumentException("after must be the next of an earlier page");
      }
      return new Cursor(Long.parseLong(text, 0, dot, 10), hash.get());
    }

    @Override
    public String toString() {
      return value + "." + hash;
    }
  }

  /// A request for a page.
  ///
  /// @param after null = the first page
  /// @param limit files
  record Wanted(Sort sort, @Nullable Cursor after, int limit) {}
}
