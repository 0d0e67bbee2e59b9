package caravel.app;

import caravel.app.doctor.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// The settings that this version added, removed and renamed. The resource `previous-settings.txt`
/// names those of the previous release.
final class SettingChanges {
  private static final String PREVIOUS = "previous-settings.txt";
  private static final String FILE = "_FILE";

  private final Set<String> previous;

  /// @param previous names of the settings that the previous release read
  SettingChanges(Set<String> previous) {
    this.previous = previous;
  }

  /// Since the previous release.
  static SettingChanges sincePrevious() {
    try (var in = Objects.requireNonNull(SettingChanges.class.getResourceAsStream(PREVIOUS))) {
      return new SettingChanges(
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .collect(Collectors.toCollection(LinkedHashSet::new)));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// Returns notes and warnings about the variables that are given.
  List<Finding> findings(SettingValues values) {
    var findings = new ArrayList<Finding>();
    var known = new LinkedHashSet<String>();
    for (var setting : Settings.all()) {
      known.addAll(setting.names(values.command()));
      present(setting, values).forEach(findings::add);
    }
    previous.stream()
        .filter(name -> !known.contains(name) && isGiven(name, values))
        .map(name ->
            Finding.warning(
                name + " is set, but this version has no such setting.",
                "Remove it. CHANGELOG.md says what replaces it."))
        .forEach(findings::add);
    var added =
        Settings.all().stream()
            .filter(setting -> setting.isReadBy(values.command()) && !values.has(setting))
            .map(Setting::name)
            .filter(name -> !previous.contains(name))
            .toList();
    if (!added.isEmpty()) {
      findings.add(
          Finding.note(
              "New settings, of which the defaults apply: " + String.join(", ", added) + "."));
    }
    return findings;
  }

  private static List<Finding> present(Setting<?> setting, SettingValues values) {
    return setting.names(values.command()).stream()
        .filter(name -> isGiven(name, values))
        .filter(name -> !name.equals(setting.name()) || !setting.isReadBy(values.command()))
        .map(name ->
            name.equals(setting.name())
                ? Finding.note(name + " is set, but `caravel serve` does not read it.")
                : Finding.note(
                    "%s is an older name of %s. It is still read.".formatted(name, setting)))
        .toList();
  }

  private static boolean isGiven(String name, SettingValues values) {
    return values.variableNames().contains(name) || values.variableNames().contains(name + FILE);
  }
}
