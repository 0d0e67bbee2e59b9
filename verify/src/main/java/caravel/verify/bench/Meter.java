package caravel.verify.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// A process as Linux reports it: its CPU use and memory.
record Meter(long pid) {
  /// The unit of `/proc/<pid>/stat`: a hundredth of a second on common Linux systems.
  private static final long NANOS_PER_TICK = 10_000_000;

  private static final int USER_TICKS_FIELD = 11;
  private static final Pattern COMPILER_THREAD = Pattern.compile("\\(C[12] Compiler");
  private static final int BYTES_PER_KIB = 1024;

  /// User and system time of all its threads so far.
  long cpuNanos() {
    return cpuNanos(read("stat"));
  }

  /// CPU of a JVM's compiler threads alone; 0 for any other program.
  long compilerNanos() {
    try (var threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return threads
          .map(thread -> readOrEmpty(thread.resolve("stat")))
          .filter(stat -> COMPILER_THREAD.matcher(stat).find())
          .mapToLong(Meter::cpuNanos)
          .sum();
    } catch (IOException gone) {
      throw new UncheckedIOException("process " + pid + " cannot be measured", gone);
    }
  }

  private static String readOrEmpty(Path stat) {
    try {
      return Files.readString(stat);
    } catch (IOException ended) {
      return "";
    }
  }

  private static long cpuNanos(String stat) {
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks =
        Long.parseLong(fields[USER_TICKS_FIELD]) + Long.parseLong(fields[USER_TICKS_FIELD + 1]);
    return ticks * NANOS_PER_TICK;
  }

  long residentBytes() {
    return statusBytes("VmRSS:");
  }

  /// The most memory that it has had so far.
  long peakBytes() {
    return statusBytes("VmHWM:");
  }

  private long statusBytes(String field) {
    return read("status")
        .lines()
        .filter(line -> line.startsWith(field))
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
