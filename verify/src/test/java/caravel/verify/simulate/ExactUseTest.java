package caravel.verify.simulate;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.verify.simulate.Reckoning.Use;
import caravel.verify.simulate.TenantSnapshot.About;
import caravel.verify.simulate.TenantSnapshot.Line;
import caravel.verify.simulate.TenantSnapshot.Place;
import caravel.verify.simulate.TenantSnapshot.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

/// M1: the items of a relay and period are never less than its exact use.
final class ExactUseTest {
  private static final Span MONTH = new Span(0, 3_000);

  private static Line line(String kind, long amount, long start) {
    var about = new About("relay", "basic", 1_000, "", "", "", "", "");
    return new Line(kind + start, kind, about, amount, new Span(start, 3_000), new Place("", ""));
  }

  private static List<Use> uses() {
    return List.of(
        new Use("relay", 1_000, MONTH, 0, 1_000, 3_000),
        new Use("relay", 1_000, MONTH, 1_001, 3_000, 3_000));
  }

  /// The exact use is 1,000 × 2,999 / 3,000 = 999.67.
  private static List<Line> toggled(long credit, long charge) {
    return List.of(
        line("charge", 1_000, 0), line("credit", credit, 1_000), line("charge", charge, 1_001));
  }

  @Test
  void charges_rounded_up_and_credits_rounded_down_are_in_order() {
    assertThatCode(() -> ExactUse.check(toggled(-666, 667), uses())).doesNotThrowAnyException();
  }

  @Test
  void a_second_of_use_that_costs_nothing_less_is_in_order() {
    assertThatCode(() -> ExactUse.check(toggled(-667, 667), uses())).doesNotThrowAnyException();
  }

  @Test
  void a_unit_less_than_the_exact_use_is_seen() {
    assertThatThrownBy(() -> ExactUse.check(toggled(-667, 666), uses()))
        .hasMessageContaining("less than its exact use");
  }

  @Test
  void more_than_a_unit_for_each_item_is_seen() {
    assertThatThrownBy(() -> ExactUse.check(toggled(-664, 668), uses()))
        .hasMessageContaining("too much");
  }
}
