package caravel.verify.bench;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One line of the results.
sealed interface Figure {
  String job();

  /// The result of many equal operations.
  ///
  /// @param cost of one operation
  /// @param note `""` = none
  record Work(
      String job, long operations, double seconds, Latencies latencies, Cost cost, String note)
      implements Figure {
    double rate() {
      return operations / seconds;
    }

    Work named(String name) {
      return new Work(name, operations, seconds, latencies, cost, note);
    }

    /// Several measurements as one.
    static Work sum(String job, List<Work> works) {
      var operations = works.stream().mapToLong(Work::operations).sum();
      var seconds = works.stream().mapToDouble(Work::seconds).sum();
      var latencies = Latencies.union(works.stream().map(Work::latencies).toList());
      var server =
          works.stream().anyMatch(work -> work.cost().server() == null)
              ? null
              : Double.valueOf(
                  works.stream()
                          .mapToDouble(
                              work -> requireNonNull(work.cost().server()) * work.operations())
                          .sum()
                      / operations);
      var load =
          works.stream().mapToDouble(work -> work.cost().load() * work.operations()).sum()
              / operations;
      return new Work(job, operations, seconds, latencies, new Cost(server, load), "");
    }
  }

  /// CPU time of one operation, in microseconds.
  ///
  /// @param server of the measured server; null = its process is unknown
  /// @param load of this process, which makes the requests and checks the answers. It is not part
  ///   of the server's time, but it takes the same cores
  record Cost(@Nullable Double server, double load) {}

  /// A size or a time, measured once.
  record Amount(String job, double value, String unit, String note) implements Figure {}

  /// A failed job: an answer was wrong or missing.
  record Failed(String job, String why) implements Figure {}
}
