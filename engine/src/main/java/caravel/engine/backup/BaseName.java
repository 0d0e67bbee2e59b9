package caravel.engine.backup;

import caravel.engine.store.FilePosition;
import java.util.Optional;
import java.util.regex.Pattern;

/// The name of a base: the whole file of a relay at one commit.
///
/// @param millis Unix time of that commit
record BaseName(String schema, long millis, long timeline, long seq) {
  static final String PREFIX = "relays/base/";

  private static final Pattern FORM =
      Pattern.compile("relays/base/([A-Za-z0-9_-]{1,128})/(\\d{14})-([0-9a-f]{16})-(\\d{19})\\.db");
  private static final int HEX = 16;

  static BaseName of(String schema, FilePosition position) {
    return new BaseName(schema, position.millis(), position.timeline(), position.seq());
  }

  String key() {
    return "%s%s/%014d-%016x-%019d.db".formatted(PREFIX, schema, millis, timeline, seq);
  }

  static Optional<BaseName> parse(String key) {
    var match = FORM.matcher(key);
    return match.matches()
        ? Optional.of(
            new BaseName(
                match.group(1),
                Long.parseLong(match.group(2)),
                Long.parseUnsignedLong(match.group(3), HEX),
                Long.parseLong(match.group(4))))
        : Optional.empty();
  }

  /// Whether a commit is in this base, or belongs to an earlier timeline.
  boolean isAfter(FilePosition position) {
    return position.timeline() == timeline ? position.seq() <= seq : position.millis() <= millis;
  }

  /// Whether a commit of its timeline is in this base.
  boolean contains(FilePosition position) {
    return position.timeline() == timeline && position.seq() <= seq;
  }
}
