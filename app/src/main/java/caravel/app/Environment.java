package caravel.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The given variables: the process's environment over the `.env` in the launcher's folder, with
/// older names and `X_FILE` forms resolved.
final class Environment {
  private final Map<Setting<?>, Given> given = new HashMap<>();
  private final Set<String> names = new TreeSet<>();

  /// @param text trimmed, never blank
  /// @param origin in words, for `caravel config`
  /// @param folder base of relative paths in it
  record Given(String text, String origin, Path folder) {}

  private record Layer(Map<String, String> variables, String origin, Path folder) {}

  private Environment() {}

  /// @param home the launcher's folder
  static Environment read(
      Map<String, String> process, Path home, Setting.Command command, Faults faults) {
    var environment = new Environment();
    var layers =
        List.of(
            new Layer(process, "environment", Path.of("").toAbsolutePath()),
            new Layer(dotEnv(home.resolve(".env"), faults), ".env", home));
    for (var setting : Settings.all()) {
      if (!setting.isReadBy(command)) {
        continue;
      }
      for (var layer : layers) {
        var found = find(setting, setting.names(command), layer, faults);
        if (found.isPresent()) {
          environment.given.put(setting, found.orElseThrow());
          break;
        }
      }
    }
    layers.forEach(layer -> environment.names.addAll(layer.variables().keySet()));
    layers.forEach(layer -> NearMiss.warn(layer.variables().keySet(), faults));
    return environment;
  }

  /// The names of all variables, including those that are not settings.
  Set<String> names() {
    return names;
  }

  Optional<Given> get(Setting<?> setting) {
    return Optional.ofNullable(given.get(setting));
  }

  private static Optional<Given> find(
      Setting<?> setting, List<String> names, Layer layer, Faults faults) {
    var found = new ArrayList<Given>();
    for (var name : names) {
      var direct = layer.variables().getOrDefault(name, "").strip();
      var file = layer.variables().getOrDefault(name + "_FILE", "").strip();
      var as = name.equals(setting.name()) ? layer.origin() : layer.origin() + ", as " + name;
      if (!direct.isEmpty() && !file.isEmpty()) {
        faults.fault(
            setting, "both " + name + " and " + name + "_FILE are set", "set only one of them");
      }
      if (!direct.isEmpty()) {
        found.add(new Given(direct, as, layer.folder()));
      } else if (!file.isEmpty()) {
        content(name, layer.folder().resolve(file), faults)
            .ifPresent(
                text -> found.add(new Given(text, as + ", from the file " + file, layer.folder())));
      }
    }
    if (found.stream().map(Given::text).distinct().count() > 1) {
      faults.fault(
          setting,
          "it is given under several names ("
              + String.join(", ", names)
              + ") with different values",
          "keep only " + setting.name());
    }
    return found.stream().findFirst();
  }

  private static Optional<String> content(String name, Path file, Faults faults) {
    try {
      var text = Files.readString(file).strip();
      return text.isEmpty() ? Optional.empty() : Optional.of(text);
    } catch (IOException | UncheckedIOException unreadable) {
      faults.fault(
          name + "_FILE: the file " + file + " cannot be read; name one that this user may read");
      return Optional.empty();
    }
  }

  private static Map<String, String> dotEnv(Path file, Faults faults) {
    var variables = new LinkedHashMap<String, String>();
    if (!Files.isRegularFile(file)) {
      return variables;
    }
    try {
      int number = 0;
      for (var raw : Files.readAllLines(file)) {
        number++;
        var line = raw.strip();
        if (line.isEmpty() || line.startsWith("#")) {
          continue;
        }
        var assignment = line.startsWith("export ") ? line.substring(7).strip() : line;
        int equals = assignment.indexOf('=');
        if (equals <= 0) {
          faults.fault(".env: line " + number + " is not NAME=value");
          continue;
        }
        variables.put(
            assignment.substring(0, equals).strip(), unquoted(assignment.substring(equals + 1)));
      }
    } catch (IOException unreadable) {
      faults.fault(".env: " + file + " cannot be read; make it readable as UTF-8 or remove it");
    }
    return variables;
  }

  private static String unquoted(String value) {
    var text = value.strip();
    for (var quote : List.of("\"", "'")) {
      if (text.length() >= 2 && text.startsWith(quote)) {
        int end = text.indexOf(quote, 1);
        return end < 0 ? text : text.substring(1, end);
      }
    }
    int comment = text.indexOf(" #");
    return comment < 0 ? text : text.substring(0, comment).strip();
  }
}
