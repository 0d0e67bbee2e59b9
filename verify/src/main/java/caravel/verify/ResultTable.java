package caravel.verify;

import caravel.conformance.numbers.ConformanceSuite.Row;
import caravel.nostr.Json;
import java.util.List;

/// The results of a run as text for people and as JSON.
final class ResultTable {
  private static final String INDENT = " ".repeat(22);

  private ResultTable() {}

  /// One row, with its detail on a line of its own.
  static String line(Row row) {
    var result = row.result();
    var line = "%4d  %-14s  %s".formatted(row.number(), result.word(), row.sentence());
    return result.detail().isEmpty() ? line : line + "\n" + INDENT + result.detail();
  }

  /// The number of rows of each result.
  static String summary(List<Row> rows) {
    return "%d checks: %d passed, %d failed, %d differ as in a stock zooid, %d not applicable"
        .formatted(
            rows.size(),
            count(rows, "passed"),
            count(rows, "failed"),
            count(rows, "differs"),
            count(rows, "not applicable"));
  }

  /// An object with `checks` and a count for each result.
  static String json(List<Row> rows) {
    var json = Json.mapper().createObjectNode();
    for (var word : List.of("passed", "failed", "differs", "not applicable")) {
      json.put(word.replace(' ', '_'), count(rows, word));
    }
    var checks = json.putArray("checks");
    for (var row : rows) {
      checks
          .addObject()
          .put("number", row.number())
          .put("sentence", row.sentence())
          .put("result", row.result().word().replace(' ', '_'))
          .put("detail", row.result().detail());
    }
    return json.toPrettyString();
  }

  /// Whether no check failed.
  static boolean isGood(List<Row> rows) {
    return count(rows, "failed") == 0;
  }

  private static int count(List<Row> rows, String word) {
    return (int) rows.stream().filter(row -> row.result().word().equals(word)).count();
  }
}
