package caravel.verify.storecost;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Measures how long the statements of the engine's store take, and how much processor time of this
/// program and of a database server on this machine.
public final class StoreCost {
  private static final int BATCH = 64;
  private static final int ALONE = 500;
  private static final int QUERIES = 2_000;
  private static final int WARM_UP = 200;
  private static final int NEWEST = 100;
  private static final double PERCENT_99 = 0.99;

  private final Size size;
  private final Supplier<Duration> serverTime;
  private final Consumer<String> say;

  /// @param events at least [#BATCH]
  public record Size(int events, int relays) {
    public Size {
      if (events < BATCH || relays < 1) {
        throw new IllegalArgumentException(events + " events of " + relays + " relays");
      }
    }
  }

  /// @param serverTime processor time of the database server so far; zero if it runs in this
  ///   program
  /// @param say receives each line of the results
  public StoreCost(Size size, Supplier<Duration> serverTime, Consumer<String> say) {
    this.size = size;
    this.serverTime = serverTime;
    this.say = say;
  }

  /// Fills the tables, asks them, and removes them. Returns how many events were read.
  public long run(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    var tables = new StoreTables(connection);
    tables.create();
    connection.commit();
    try {
      var filled = measure(() -> fill(tables));
      tell("stored in batches of " + BATCH, size.events(), filled);
      var alone = measure(() -> alone(tables));
      tell("stored alone", ALONE, alone);
      var times = new long[QUERIES];
      var read = new long[1];
      ask(tables, new long[WARM_UP]);
      var asked = measure(() -> read[0] = ask(tables, times));
      tell("newest %d of a tag".formatted(NEWEST), QUERIES, asked);
      Arrays.sort(times);
      say.accept(
          "  p50 %.2f ms, p99 %.2f ms, %.0f events each"
              .formatted(
                  times[QUERIES / 2] / 1e6,
                  times[(int) (QUERIES * PERCENT_99)] / 1e6,
                  (double) read[0] / QUERIES));
      return read[0];
    } finally {
      connection.rollback();
      tables.drop();
      connection.commit();
    }
  }

  private interface Task {
    void run() throws SQLException;
  }

  private record Cost(Duration time, Duration program, Duration server) {}

  private Cost measure(Task task) throws SQLException {
    var programBefore = programTime();
    var serverBefore = serverTime.get();
    var began = System.nanoTime();
    task.run();
    var time = Duration.ofNanos(System.nanoTime() - began);
    return new Cost(time, programTime().minus(programBefore), serverTime.get().minus(serverBefore));
  }

  private static Duration programTime() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private void tell(String what, int count, Cost cost) {
    say.accept(
        "%-24s %8.0f µs each, CPU of this program %6.0f µs, of the server %6.0f µs"
            .formatted(
                what,
                micros(cost.time(), count),
                micros(cost.program(), count),
                micros(cost.server(), count)));
  }

  private static double micros(Duration duration, int count) {
    return duration.toNanos() / 1e3 / count;
  }

  private void fill(StoreTables tables) throws SQLException {
    for (int first = 0; first < size.events(); first += BATCH) {
      tables.insert(first, Math.min(size.events(), first + BATCH), size.relays());
    }
  }

  private void alone(StoreTables tables) throws SQLException {
    for (int number = size.events(); number < size.events() + ALONE; number++) {
      tables.insert(number, number + 1, size.relays());
    }
  }

  private long ask(StoreTables tables, long[] times) throws SQLException {
    var random = new SplittableRandom(1);
    long read = 0;
    for (int query = 0; query < times.length; query++) {
      var began = System.nanoTime();
      read +=
          tables.newest(random.nextInt(size.relays()), random.nextInt(Integer.MAX_VALUE), NEWEST);
      times[query] = System.nanoTime() - began;
    }
    return read;
  }
}
