package caravel.control.admin;

import caravel.control.admin.FigureStore.Range;
import caravel.control.db.Db;
import caravel.control.http.Access;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The route of the figures over time.
public final class FigureRoutes {
  private final Db db;
  private final FigureStore store = new FigureStore();

  public FigureRoutes(Db db) {
    this.db = db;
  }

  /// @param from the first step
  /// @param stepSeconds between two values
  record FiguresView(String range, Instant from, long stepSeconds, List<FigureView> figures) {}

  /// @param values one for each step; null = not measured
  record FigureView(String name, String unit, List<@Nullable Long> values) {}

  public List<Route> routes() {
    return List.of(Route.get("/admin/figures", Access.ADMIN, this::figures));
  }

  private Response figures(Request request) {
    var range = range(request.query("range").orElse("day"));
    return Response.ok(
        db.<FiguresView>read(tx -> {
          var first = range.first(tx.now());
          var samples =
              store.list(tx, range).stream()
                  .collect(Collectors.groupingBy(FigureStore.Sample::figure));
          var figures = new ArrayList<FigureView>();
          for (var figure : PlatformFigure.values()) {
            var own = samples.getOrDefault(figure.word(), List.of());
            var unit = figure.unit().name().toLowerCase(Locale.ROOT);
            figures.add(new FigureView(figure.word(), unit, values(own, range, first)));
          }
          var step = range.step().toSeconds();
          return new FiguresView(word(range), Instant.ofEpochSecond(first), step, figures);
        }));
  }

  private static List<@Nullable Long> values(
      List<FigureStore.Sample> samples, Range range, long first) {
    var values = new @Nullable Long[range.steps()];
    for (var sample : samples) {
      var step = (sample.at() - first) / range.step().toSeconds();
      if (step >= 0 && step < values.length) {
        values[(int) step] = sample.value();
      }
    }
    return Arrays.asList(values);
  }

  private static Range range(String word) {
    for (var range : Range.values()) {
      if (word(range).equals(word)) {
        return range;
      }
    }
    throw Problem.invalid("range", "Give “day” or “month”.").asException();
  }

  private static String word(Range range) {
    return range.name().toLowerCase(Locale.ROOT);
  }
}
