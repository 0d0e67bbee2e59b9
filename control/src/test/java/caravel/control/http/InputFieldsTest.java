package caravel.control.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.control.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InputFieldsTest {
  private static InputFields fields(String number) {
    return InputFields.parse(("{\"amount\": " + number + "}").getBytes(StandardCharsets.UTF_8));
  }

  /// JSON Schema counts `5.0` among the whole numbers, and some programs write every number so.
  @Test
  void a_whole_number_is_never_refused_for_its_spelling() {
    assertThat(fields("5").integer("amount", 0, 10)).isEqualTo(5);
    assertThat(fields("5.0").integer("amount", 0, 10)).isEqualTo(5);
    assertThat(fields("50e-1").integer("amount", 0, 10)).isEqualTo(5);
    assertThat(fields("1.0").flag("amount")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.5", "-1", "11", "1e300", "-1e999999", "\"5\"", "true", "[5]", "{}"})
  void no_other_value_is_taken_for_a_whole_number(String value) {
    assertThatThrownBy(() -> fields(value).integer("amount", 0, 10))
        .isInstanceOf(ProblemException.class);
  }
}
