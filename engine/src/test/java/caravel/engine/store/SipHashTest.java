package caravel.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SipHashTest {
  /// CPython hashes bytes with SipHash-1-3, under a key of zeros when PYTHONHASHSEED is 0.
  @ParameterizedTest
  @CsvSource({
    "a,4644417185603328019",
    "ab,6148830537548944441",
    "abcdefg,7904145750247929094",
    "abcdefgh,4574395652268504554",
    "abcdefghi,-532774252720507163",
    "The quick brown fox jumps over the lazy dog,-8217249817990249186"
  })
  void agrees_with_another_implementation(String text, long hash) {
    assertThat(new SipHash(0, 0).of(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(hash);
  }

  @Test
  void depends_on_both_halves_of_the_key() {
    var data = new byte[] {1, 2, 3};
    assertThat(new SipHash(1, 0).of(data)).isNotEqualTo(new SipHash(0, 0).of(data));
    assertThat(new SipHash(0, 1).of(data)).isNotEqualTo(new SipHash(0, 0).of(data));
  }
}
