package caravel.conformance.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AllNumbersTest {
  @Test
  void every_number_from_1_to_144_is_checked_exactly_once() {
    var numbers = ConformanceSuite.checks().stream().map(NumberedCheck::number).toList();
    assertThat(numbers)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, ConformanceSuite.NUMBER_MAX).boxed().toList());
  }

  @Test
  void every_sentence_is_short_and_different() {
    var sentences = ConformanceSuite.checks().stream().map(NumberedCheck::sentence).toList();
    assertThat(sentences)
        .doesNotHaveDuplicates()
        .allSatisfy(sentence -> assertThat(sentence).hasSizeBetween(15, 90).endsWith("."));
  }
}
