package caravel.verify.attack;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;

/// Records the largest resident memory, number of threads and data folder of a process.
final class ProcessPeak implements Runnable {
  private static final Duration EVERY = Duration.ofMillis(200);

  private final Path status;
  private final Path data;
  private volatile Seen seen = new Seen(0, 0, 0);
  private volatile boolean over;

  /// @param data the folder of its data
  ProcessPeak(long pid, Path data) {
    this.status = Path.of("/proc", Long.toString(pid), "status");
    this.data = data;
  }

  /// The largest values so far.
  ///
  /// @param threads of the operating system; virtual threads are not among them
  /// @param diskBytes of all files of the data folder
  record Seen(long memoryBytes, long threads, long diskBytes) {
    /// The process has ended, which no attack may cause.
    private static final Seen ENDED = new Seen(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    private Seen and(Seen other) {
      return new Seen(
          Math.max(memoryBytes, other.memoryBytes),
          Math.max(threads, other.threads),
          Math.max(diskBytes, other.diskBytes));
    }
  }

  @Override
  public void run() {
    try {
      while (!over) {
        seen = seen.and(now());
        Thread.sleep(EVERY);
      }
    } catch (IOException | InterruptedException gone) {
      seen = Seen.ENDED;
    }
  }

  private Seen now() throws IOException {
    long memory = 0;
    long threads = 0;
    for (var line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        memory = number(line) * 1024;
      } else if (line.startsWith("Threads:")) {
        threads = number(line);
      }
    }
    if (memory == 0 || threads == 0) {
      throw new IOException("the process has ended");
    }
    return new Seen(memory, threads, bytes(data));
  }

  private static long number(String line) {
    return Long.parseLong(line.replaceAll("\\D", ""));
  }

  /// Files may disappear while they are counted.
  private static long bytes(Path folder) throws IOException {
    var sum = new long[1];
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            sum[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }
        });
    return sum[0];
  }

  void stop() {
    over = true;
  }

  Seen seen() {
    return seen;
  }
}
