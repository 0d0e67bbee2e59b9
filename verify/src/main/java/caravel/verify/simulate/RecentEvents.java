package caravel.verify.simulate;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The last lines of the event log, to explain a violation.
final class RecentEvents implements Consumer<String> {
  private static final int LINES_MAX = 4_000;

  private final Supplier<Instant> now;
  private final boolean kept;
  private final Deque<String> lines = new ArrayDeque<>();
  private String heading = "";

  /// @param kept false = nothing is written, which is faster
  RecentEvents(Supplier<Instant> now, boolean kept) {
    this.now = now;
    this.kept = kept;
  }

  boolean isKept() {
    return kept;
  }

  @Override
  public void accept(String line) {
    if (!kept) {
      return;
    }
    if (!heading.isEmpty()) {
      write(heading);
      heading = "";
    }
    write(line);
  }

  /// Sets the heading of the next lines. A heading without lines is not written.
  void heading(String next) {
    heading = next;
  }

  private void write(String line) {
    if (lines.size() == LINES_MAX) {
      lines.removeFirst();
    }
    lines.addLast(now.get() + "  " + line);
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
