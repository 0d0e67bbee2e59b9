package caravel.control.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RasterTest {
  @ParameterizedTest
  @CsvSource({
    "PNG, image/png, '\u0089PNG\r\n\u001a\n....'",
    "JPEG, image/jpeg, '\u00ff\u00d8\u00ff\u00e0..JFIF'",
    "GIF, image/gif, GIF89a....",
    "GIF, image/gif, GIF87a....",
    "WEBP, image/webp, RIFF....WEBPVP8 ",
    "AVIF, image/avif, '\0\0\0\u001cftypavif\0\0\0\0mif1miaf'",
    "AVIF, image/avif, '\0\0\0 ftypmif1\0\0\0\0mif1avifmiaf'",
    "AVIF, image/avif, '\0\0\0\u0018ftypavis\0\0\0\0msf1iso8'"
  })
  void a_picture_is_known_by_its_bytes(Raster kind, String type, String start) {
    assertThat(Raster.of(bytes(start))).contains(kind);
    assertThat(kind.type()).isEqualTo(type);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "<?xml version='1.0'?><svg/>",
        "<!doctype html><p>GIF89a</p>",
        " GIF89a",
        "GIF88a",
        "RIFF....WAVE",
        "%PDF-1.7",
        "\0\0\0\u001cftypisom\0\0\0\0mp41avc1",
        "\0\0\0\u0010ftypheic\0\0\0\0avif",
        "\u00ff\u00d8",
        "\u0089PNG\n"
      })
  void everything_else_stays_outside(String start) {
    assertThat(Raster.of(bytes(start))).isEqualTo(Optional.empty());
  }

  @Test
  void nothing_is_no_picture() {
    assertThat(Raster.of(new byte[0])).isEmpty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
