package caravel.control.hosting;

import caravel.control.problem.Problem;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/// Counts the bytes and lines of an import while they are read, and bounds their number and their
/// pace. Used by one thread.
final class ImportProgress extends FilterInputStream {
  /// Interval of the reports.
  static final Duration REPORT_EVERY = Duration.ofSeconds(1);

  /// Slowest average pace, after a minute. A slower client would hold a place for ever.
  static final int BYTES_PER_SECOND_MIN = 512;

  private static final int GRACE_SECONDS = 60;

  private final long bytesMax;
  private final InstantSource clock;
  private final Consumer<ImportProgress> report;
  private final Instant startedAt;
  private Instant reportedAt;
  private long bytes;
  private long ends;
  private boolean isLineOpen;
  private boolean isPacked;

  /// @param bytesMax more bytes are refused with a [Problem.TooLarge]
  /// @param report called about every [#REPORT_EVERY] while bytes arrive
  ImportProgress(
      InputStream in, long bytesMax, InstantSource clock, Consumer<ImportProgress> report) {
    super(in);
    this.bytesMax = bytesMax;
    this.clock = clock;
    this.report = report;
    this.startedAt = clock.instant();
    this.reportedAt = startedAt;
  }

  long bytes() {
    return bytes;
  }

  /// Lines so far, with the last one even if it has no end.
  long lines() {
    return isLineOpen ? ends + 1 : ends;
  }

  @Override
  public int read() {
    throw new UnsupportedOperationException("read parts instead");
  }

  @Override
  public int read(byte[] part, int from, int length) throws IOException {
    int read = in.read(part, from, length);
    if (read > 0) {
      count(part, from, read);
    }
    return read;
  }

  private void count(byte[] part, int from, int read) throws IOException {
    bytes += read;
    if (bytes > bytesMax) {
      throw tooLarge(bytesMax).asException();
    }
    if (!isPacked) {
      countLines(part, from, read);
    }
    var now = clock.instant();
    long seconds = Duration.between(startedAt, now).toSeconds();
    if (bytes < (seconds - GRACE_SECONDS) * BYTES_PER_SECOND_MIN) {
      throw new IOException("the body comes too slowly");
    }
    reportIfDue(now);
  }

  private void countLines(byte[] part, int from, int read) {
    for (int i = from; i < from + read; i++) {
      if (part[i] == '\n') {
        ends++;
      }
    }
    isLineOpen = part[from + read - 1] != '\n';
  }

  /// Counts the lines of this stream from now on, instead of those of the packed file that contains
  /// it.
  InputStream unpacked(InputStream lines) {
    isPacked = true;
    ends = 0;
    isLineOpen = false;
    return new FilterInputStream(lines) {
      @Override
      public int read(byte[] part, int from, int length) throws IOException {
        int read = in.read(part, from, length);
        if (read > 0) {
          countLines(part, from, read);
        }
        return read;
      }
    };
  }

  /// Reports that the import still runs, about every [#REPORT_EVERY].
  void tick() {
    reportIfDue(clock.instant());
  }

  private void reportIfDue(Instant now) {
    if (!now.isBefore(reportedAt.plus(REPORT_EVERY))) {
      reportedAt = now;
      report.accept(this);
    }
  }

  static Problem tooLarge(long bytesMax) {
    return new Problem.TooLarge(
        "That’s too large: an import has at most "
            + bytesMax / (1024 * 1024)
            + " MiB. Split the file and import the parts one after the other.");
  }
}
