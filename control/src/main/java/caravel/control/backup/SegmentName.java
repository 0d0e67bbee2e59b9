package caravel.control.backup;

import java.time.Instant;
import java.util.regex.Pattern;

/// Name of a piece of a log in a backup.
///
/// @param from first byte of the log in it
/// @param to one more than its last byte
/// @param until time of the last commit that it holds a part of
record SegmentName(long generation, long log, long from, long to, Instant until) {
  static final String FOLDER = "control/log/";
  private static final Pattern KEY =
      Pattern.compile(FOLDER + "(\\d{10})/(\\d{8})/(\\d{15})-(\\d{15})-(\\d{14})");

  String key() {
    return folder(generation, log) + "%015d-%015d-%014d".formatted(from, to, until.toEpochMilli());
  }

  static String folder(long generation) {
    return FOLDER + "%010d/".formatted(generation);
  }

  /// Start of the keys of one log.
  static String folder(long generation, long log) {
    return folder(generation) + "%08d/".formatted(log);
  }

  /// @throws IllegalArgumentException if it is the key of something else
  static SegmentName of(String key) {
    var parts = KEY.matcher(key);
    if (!parts.matches()) {
      throw new IllegalArgumentException(key + " is not a piece of the control database's log");
    }
    return new SegmentName(
        Long.parseLong(parts.group(1)),
        Long.parseLong(parts.group(2)),
        Long.parseLong(parts.group(3)),
        Long.parseLong(parts.group(4)),
        Instant.ofEpochMilli(Long.parseLong(parts.group(5))));
  }
}
