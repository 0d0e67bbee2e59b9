package caravel.control.backup;

import java.time.Instant;
import java.util.regex.Pattern;

/// A whole copy of the control database in a backup, where a restore begins.
///
/// @param generation number of the process that made it ([caravel.backup.BackupOwner])
/// @param log the log that continues it, counted from 1 in each generation
/// @param offset bytes of that log which the copy contains already
/// @param at when it was made
record BaseCopy(long generation, long log, long offset, Instant at) {
  static final String FOLDER = "control/base/";
  private static final Pattern KEY =
      Pattern.compile(FOLDER + "(\\d{10})/(\\d{8})-(\\d{15})-(\\d{14})");

  String key() {
    return FOLDER + "%010d/%08d-%015d-%014d".formatted(generation, log, offset, at.toEpochMilli());
  }

  /// @throws IllegalArgumentException if it is the key of something else
  static BaseCopy of(String key) {
    var parts = KEY.matcher(key);
    if (!parts.matches()) {
      throw new IllegalArgumentException(key + " is not a copy of the control database");
    }
    return new BaseCopy(
        Long.parseLong(parts.group(1)),
        Long.parseLong(parts.group(2)),
        Long.parseLong(parts.group(3)),
        Instant.ofEpochMilli(Long.parseLong(parts.group(4))));
  }
}
