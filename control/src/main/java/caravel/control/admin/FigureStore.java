package caravel.control.admin;

import caravel.control.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The table `figure_samples`: one row for each figure and five minutes of the last day, and for
/// each figure and hour of the last 30 days.
final class FigureStore {
  /// A range of samples.
  enum Range {
    DAY(Duration.ofMinutes(5), Duration.ofDays(1)),
    MONTH(Duration.ofHours(1), Duration.ofDays(30));

    private final Duration step;
    private final Duration length;

    Range(Duration step, Duration length) {
      this.step = step;
      this.length = length;
    }

    Duration step() {
      return step;
    }

    /// Number of samples.
    int steps() {
      return Math.toIntExact(length.dividedBy(step));
    }

    /// The start of the step that contains an instant, in unix seconds.
    long stepOf(Instant at) {
      var seconds = at.getEpochSecond();
      return seconds - Math.floorMod(seconds, step.toSeconds());
    }

    /// The first step of the range that ends now.
    long first(Instant now) {
      return stepOf(now) - (steps() - 1) * step.toSeconds();
    }
  }

  record Sample(String figure, long at, long value) {}

  /// Adds values to the current step of each range, and deletes samples that are too old.
  void add(Tx tx, Map<PlatformFigure, Long> values) {
    for (var range : Range.values()) {
      values.forEach((figure, value) -> add(tx, range, figure, value));
      tx.handle()
          .execute(
              "DELETE FROM figure_samples WHERE step_seconds = ? AND at < ?",
              range.step().toSeconds(),
              range.first(tx.now()));
    }
  }

  private static void add(Tx tx, Range range, PlatformFigure figure, long value) {
    tx.handle()
        .execute(
            """
            INSERT INTO figure_samples (figure, step_seconds, at, value) VALUES (?, ?, ?, ?)
            ON CONFLICT (figure, step_seconds, at) DO UPDATE SET value =
            """
                + folded(figure.fold()),
            figure.word(),
            range.step().toSeconds(),
            range.stepOf(tx.now()),
            value);
  }

  private static String folded(PlatformFigure.Fold fold) {
    return switch (fold) {
      case SUM -> "figure_samples.value + excluded.value";
      case LARGEST -> either(">");
      case SMALLEST -> either("<");
    };
  }

  private static String either(String than) {
    return "CASE WHEN excluded.value "
        + than
        + " figure_samples.value THEN excluded.value ELSE figure_samples.value END";
  }

  /// The samples of a range, by figure and time.
  List<Sample> list(Tx tx, Range range) {
    return tx.handle()
        .select(
            """
            SELECT figure, at, value FROM figure_samples WHERE step_seconds = ? AND at >= ?
             ORDER BY figure, at
            """,
            range.step().toSeconds(),
            range.first(tx.now()))
        .map((row, _) ->
            new Sample(row.getString("figure"), row.getLong("at"), row.getLong("value")))
        .list();
  }
}
