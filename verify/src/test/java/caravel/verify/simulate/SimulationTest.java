package caravel.verify.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.verify.simulate.Simulation.Size;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Plays tenant-years on the real control plane with injected faults. The seeds are fixed, so that
/// a result depends on the change alone; `./test nightly` takes a new seed.
final class SimulationTest {
  private static final int CORES = 2;

  private static void holds(Size size) {
    List<String> said = Collections.synchronizedList(new ArrayList<>());
    var result = new Simulation(size, said::add).run();
    assertThat(result.held()).as(String.join("\n", said)).isTrue();
    assertThat(result.payments()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 3, 20_260_131})
  void no_sat_is_lost_or_taken_twice(long seed) {
    holds(new Size(seed, 20, 1, CORES, null));
  }

  @Test
  @Tag("slow")
  void nor_in_forty_more_tenant_years() {
    holds(new Size(20_270_131, 40, 1, CORES, null));
  }

  @Test
  void a_failed_run_does_not_count_incomplete_years() {
    var worlds = new AtomicInteger();
    List<String> said = new ArrayList<>();
    var result =
        new Simulation(
                new Size(1, 2_000, 1, 1, null),
                said::add,
                (script, _, _) ->
                    worlds.incrementAndGet() > 50
                        ? new Trial.Broken(script, "wrong", 0, List.of())
                        : new Trial.Held(new Trial.Figures(0, 3, 2, 0)))
            .run();
    assertThat(result).isEqualTo(new Simulation.Result(false, 1_000, 150, 100));
    assertThat(said).first().isEqualTo("1,000 tenant-years held");
    assertThat(said).element(1).asString().startsWith("BROKEN with the seed 51: wrong");
  }

  @Test
  void the_same_seed_is_the_same_world_to_the_last_line_of_its_ledger() {
    assertThat(ledger(Script.of(5, 4, 1))).isNotEmpty().isEqualTo(ledger(Script.of(5, 4, 1)));
  }

  private static List<String> ledger(Script script) {
    var lines = new ArrayList<String>();
    var outcome = Trial.play(script, false, all -> all.forEach(line -> lines.add(line.toString())));
    assertThat(outcome).isInstanceOf(Trial.Held.class);
    return lines;
  }
}
