package caravel.verify.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

final class RoundsTest {
  private static final Latencies NONE = new Latencies();

  private static Figure.Work costing(double cpuMicros) {
    return new Figure.Work("job", 1, 1, NONE, new Figure.Cost(cpuMicros, 0), "");
  }

  private static Figure best(int roundsMax, Queue<Figure> rounds) throws Exception {
    return Rounds.best(roundsMax, rounds::remove);
  }

  @Test
  void the_round_with_the_least_cpu_counts() throws Exception {
    var rounds = new ArrayDeque<Figure>(List.of(costing(9), costing(5), costing(7)));
    assertThat(best(3, rounds)).isEqualTo(costing(5));
  }

  @Test
  void it_ends_when_four_rounds_in_a_row_are_no_better() throws Exception {
    var rounds =
        new ArrayDeque<Figure>(
            List.of(
                costing(9),
                costing(5),
                costing(6),
                costing(5),
                costing(7),
                costing(4.9),
                costing(1)));
    assertThat(best(12, rounds)).isEqualTo(costing(4.9));
    assertThat(rounds).containsExactly(costing(1));
  }

  @Test
  void one_round_that_failed_spoils_all() throws Exception {
    var failed = new Figure.Failed("job", "wrong");
    assertThat(best(3, new ArrayDeque<>(List.of(costing(9), failed)))).isEqualTo(failed);
    assertThat(best(3, new ArrayDeque<>(List.of(failed)))).isEqualTo(failed);
  }

  @Test
  void without_cpu_the_fastest_counts() throws Exception {
    var slow = new Figure.Work("job", 10, 2, NONE, new Figure.Cost(null, 0), "");
    var fast = new Figure.Work("job", 10, 1, NONE, new Figure.Cost(null, 0), "");
    assertThat(best(2, new ArrayDeque<>(List.of(slow, fast)))).isEqualTo(fast);
  }
}
