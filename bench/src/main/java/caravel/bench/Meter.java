package caravel.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What Linux knows of a process: the CPU it has used and the memory it holds.
record Meter(long pid) {
  /// The unit of `/proc/<pid>/stat`; 100 a second on every Linux that matters.
  private static final long NANOS_PER_TICK = 10_000_000;

  private static final int USER_TICKS_FIELD = 11;
  private static final int BYTES_PER_KIB = 1024;

  /// User and system time of all its threads so far.
  long cpuNanos() {
    var stat = read("stat");
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks =
        Long.parseLong(fields[USER_TICKS_FIELD]) + Long.parseLong(fields[USER_TICKS_FIELD + 1]);
    return ticks * NANOS_PER_TICK;
  }

  long residentBytes() {
    return read("status")
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * BYTES_PER_KIB)
        .findFirst()
        .orElseThrow();
  }

  private String read(String name) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), name));
    } catch (IOException gone) {
      throw new UncheckedIOException("process " + pid + " cannot be measured", gone);
    }
  }
}
