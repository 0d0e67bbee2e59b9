package caravel.verify.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FaultTest {
  private static final long SEED = 4;

  @Test
  void faults_are_named_on_the_command_line() {
    assertThat(Fault.parse("clock-jump, restore"))
        .containsExactlyInAnyOrder(Fault.CLOCK_JUMP, Fault.RESTORE);
    assertThat(Fault.parse("all")).containsExactlyInAnyOrder(Fault.values());
    assertThat(Fault.parse("none")).isEmpty();
  }

  @Test
  void a_fault_that_does_not_exist_is_refused_with_those_that_do() {
    assertThatThrownBy(() -> Fault.parse("floods"))
        .hasMessageContaining("\"floods\"")
        .hasMessageContaining("rail-removed");
  }

  @ParameterizedTest
  @EnumSource
  void a_fault_adds_acts_to_a_script_and_moves_no_other(Fault fault) {
    var without = Script.of(SEED, 5, 1, Set.of()).acts();
    var with = Script.of(SEED, 5, 1, EnumSet.of(fault)).acts();
    assertThat(with).containsAll(without).hasSizeGreaterThan(without.size());
  }
}
