package caravel.invite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Compares the flags with those of the web app, whose tests write the vectors.
final class RelayFlagTest {
  private static final int FLAGS = 32;

  @Test
  void every_flag_is_drawn_as_the_web_app_draws_it() throws IOException {
    var drawn = new ArrayList<String>();
    for (var index = 0; index < FLAGS; index++) {
      drawn.add(index + "\t" + file(RelayFlag.numbered(index)));
    }
    assertThat(drawn).isEqualTo(vectors().subList(0, FLAGS));
  }

  @Test
  void a_relay_has_the_same_flag_everywhere() throws IOException {
    var chosen = vectors().subList(FLAGS, vectors().size());
    assertThat(chosen).hasSizeGreaterThan(3);
    for (var line : chosen) {
      var parts = line.split("\t");
      assertThat(RelayFlag.indexOf(parts[0])).as(parts[0]).isEqualTo(Integer.parseInt(parts[1]));
    }
  }

  /// The file that the web app makes of a flag.
  private static String file(RelayFlag flag) {
    var svg =
        new StringBuilder(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\" width=\"192\" height=\"192\">");
    svg.append("<path fill=\"%s\" d=\"M0 0h24v24H0z\"/>".formatted(flag.ground().oklch));
    for (var figure : flag.figures()) {
      svg.append(
          figure.lineWidth() > 0
              ? "<path fill=\"none\" stroke=\"%s\" stroke-width=\"%d\" d=\"%s\"/>"
                  .formatted(figure.colour().oklch, figure.lineWidth(), figure.path())
              : "<path fill=\"%s\" d=\"%s\"/>".formatted(figure.colour().oklch, figure.path()));
    }
    return svg.append("</svg>").toString();
  }

  private static List<String> vectors() throws IOException {
    try (var file = RelayFlagTest.class.getResourceAsStream("flags.tsv")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .toList();
    }
  }
}
