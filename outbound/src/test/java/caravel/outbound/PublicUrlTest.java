package caravel.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PublicUrlTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://pictures.example/a.png",
        "https://pictures.example",
        "HTTPS://Pictures.Example./a?b=c&d=%20#e",
        "https://pictures.example:443/a.png",
        "https://xn--bcher-kva.example/a",
        "https://93.184.216.34/a.png",
        "https://[2606:2800:220:1:248:1893:25c8:1946]/a.png"
      })
  void an_address_on_the_internet_passes(String text) {
    assertThat(PublicUrl.parse(text).uri()).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "pictures.example/a.png",
        "http://pictures.example/a.png",
        "ftp://pictures.example/a.png",
        "data:image/png;base64,iVBORw0KGgo=",
        "file:///etc/passwd",
        "https:pictures.example",
        "https:///a.png",
        "https://user@pictures.example/a.png",
        "https://user:word@pictures.example/a.png",
        "https://pictures.example:8443/a.png",
        "https://pictures.example:22/",
        "https://localhost/a.png",
        "https://intranet/a.png",
        "https://127.1/a.png",
        "https://127.0.0.1.5/a.png",
        "https://0177.0.0.1/a.png",
        "https://0x7f.0.0.1/a.png",
        "https://0x7f000001/a.png",
        "https://2130706433/a.png",
        "https://256.1.1.1/a.png",
        "https://name.1/a.png",
        "https://[fe80::1%25eth0]/a.png",
        "https://[::1/a.png",
        "https://-a.example/a.png",
        "https://a..example/a.png",
        "https://under_score.example/a.png",
        "https://pictures.example/a b.png",
        "https://pictures.example\\@inside.example/",
        "https://pictures.exämple/a.png"
      })
  void everything_else_is_refused_with_a_sentence(String text) {
    assertThatThrownBy(() -> PublicUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(This|That’s) .*\\.");
  }

  @Test
  void length_is_bounded() {
    assertThatThrownBy(() -> PublicUrl.parse("https://pictures.example/" + "a".repeat(2_048)))
        .hasMessageContaining("too long");
  }

  @Test
  void the_fragment_stays_at_home() {
    assertThat(PublicUrl.parse("https://pictures.example/a#b").request())
        .isEqualTo("https://pictures.example/a");
  }
}
