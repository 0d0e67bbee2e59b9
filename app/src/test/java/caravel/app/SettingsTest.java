package caravel.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {
  @TempDir private Path home;

  /// `./caravel config --table` prints the table as it must be.
  @Test
  void the_readme_never_differs_from_the_declared_settings() throws IOException {
    var readme = Files.readString(Path.of("../README.md"));
    assertThat(readme).contains("\n\n" + String.join("\n", Setting.table()) + "\n\n");
  }

  @Test
  void no_two_settings_are_read_from_the_same_name() {
    for (var command : Setting.Command.values()) {
      assertThat(Settings.all().stream().filter(setting -> setting.isReadBy(command)))
          .flatExtracting(setting -> setting.names(command))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void every_default_is_a_value_that_the_setting_accepts() {
    Stream.of(Map.<String, String>of(), TestVariables.PRODUCTION)
        .map(variables -> Config.read(variables, home, true, Setting.Command.SERVE))
        .forEach(outcome -> {
          assertThat(outcome.faults().all()).isEmpty();
          Settings.all().forEach(outcome.values()::find);
        });
  }
}
