package caravel.app;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.app.doctor.Finding;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingChangesTest {
  private static final Set<String> PRESENT =
      Settings.all().stream().map(Setting::name).collect(Collectors.toSet());

  @TempDir private Path home;

  @Test
  void a_removed_setting_that_is_still_given_is_a_warning() {
    var previous = new HashSet<>(PRESENT);
    previous.add("RELAYS_FOLDER");
    assertThat(findings(previous, Map.of("RELAYS_FOLDER", "x")))
        .containsExactly(
            Finding.warning(
                "RELAYS_FOLDER is set, but this version has no such setting.",
                "Remove it. CHANGELOG.md says what replaces it."));
    assertThat(findings(previous, Map.of())).isEmpty();
  }

  @Test
  void new_settings_are_named_unless_they_are_given() {
    var previous = new HashSet<>(PRESENT);
    previous.removeAll(Set.of("METRICS_HOST", "METRICS_PORT"));
    assertThat(findings(previous, Map.of("METRICS_PORT", "9000")))
        .containsExactly(Finding.note("New settings, of which the defaults apply: METRICS_HOST."));
  }

  @Test
  void an_older_name_and_a_setting_of_the_engine_are_noted() {
    assertThat(findings(PRESENT, Map.of("SERVER_HOST", "127.0.0.1", "ENGINE_API_HOST_FILE", "x")))
        .containsExactly(
            Finding.note("SERVER_HOST is an older name of HOST. It is still read."),
            Finding.note("ENGINE_API_HOST is set, but `caravel serve` does not read it."));
  }

  @Test
  void the_settings_of_the_previous_release_are_known() {
    var values = values(Map.of());
    assertThat(SettingChanges.sincePrevious().findings(values))
        .singleElement()
        .satisfies(finding -> assertThat(finding.sentence()).contains("BACKUP_URL"));
  }

  private List<Finding> findings(Set<String> previous, Map<String, String> variables) {
    return new SettingChanges(previous).findings(values(variables));
  }

  private SettingValues values(Map<String, String> variables) {
    return SettingValues.read(variables, home, false, Setting.Command.SERVE, new Faults());
  }
}
