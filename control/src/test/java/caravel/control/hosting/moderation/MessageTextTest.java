package caravel.control.hosting.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Hostile texts become safe to show, and ordinary ones stay.
final class MessageTextTest {
  @ParameterizedTest
  @CsvSource({
    "'Hello, Zoë 👩‍👩‍👧 שלום', 'Hello, Zoë 👩‍👩‍👧 שלום'",
    "'two\r\nlines', 'two\nlines'",
    "'a\u0000b\u001bc\u009fd', 'a b c d'",
    "'user\u202Egnp.exe', 'usergnp.exe'",
    "'\u2066left\u2069 \u200Emark', 'left mark'",
    "'<script>alert(1)</script>', '<script>alert(1)</script>'",
    "'   \t\n ', ''",
  })
  void controls_are_taken_out_and_letters_are_kept(String hostile, String shown) {
    assertThat(MessageText.text(hostile, 100)).isEqualTo(shown);
  }

  @Test
  void a_long_text_is_cut_and_never_in_the_middle_of_a_character() {
    assertThat(MessageText.text("abc", 3)).isEqualTo("abc");
    assertThat(MessageText.text("abcd", 3)).isEqualTo("abc…");
    assertThat(MessageText.text("ab😀😀", 3)).isEqualTo("ab…");
    assertThat(MessageText.text("\ud83d", 3)).isEmpty();
  }

  @Test
  void a_line_has_no_breaks() {
    assertThat(MessageText.line("a\nb\r\nc", 100)).isEqualTo("a b c");
  }
}
