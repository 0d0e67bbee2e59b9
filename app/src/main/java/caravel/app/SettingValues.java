package caravel.app;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The value of each setting: what the environment gives, otherwise its default.
final class SettingValues {
  private final Environment environment;
  private final Path home;
  private final boolean terminal;
  private final Setting.Command command;

  private SettingValues(
      Environment environment, Path home, boolean terminal, Setting.Command command) {
    this.environment = environment;
    this.home = home;
    this.terminal = terminal;
    this.command = command;
  }

  /// Reports a fault for each value that its type refuses.
  ///
  /// @param home the launcher's folder, where `.env` and the default data folder are
  /// @param terminal whether a person reads the output
  static SettingValues read(
      Map<String, String> process,
      Path home,
      boolean terminal,
      Setting.Command command,
      Faults faults) {
    var environment = Environment.read(process, home, command, faults);
    var values = new SettingValues(environment, home, terminal, command);
    Settings.all().forEach(setting -> values.check(setting, faults));
    return values;
  }

  Path home() {
    return home;
  }

  boolean terminal() {
    return terminal;
  }

  Setting.Command command() {
    return command;
  }

  /// The names of all given variables, including those that are not settings.
  Set<String> variableNames() {
    return environment.names();
  }

  /// A demo invents what is missing; production invents nothing.
  boolean isDemo() {
    return !has(Settings.ZOOID_API_URL)
        && !has(Settings.RELAY_DOMAIN)
        && !has(Settings.ROBOT_SECRET);
  }

  boolean has(Setting<?> setting) {
    return environment.get(setting).isPresent();
  }

  /// The value of a setting that always has one.
  <T> T get(Setting<T> setting) {
    return find(setting).orElseThrow(() -> new IllegalStateException(setting + " has no value"));
  }

  /// A given value that is not right counts as not given; the start reports it.
  <T> Optional<T> find(Setting<T> setting) {
    var given = given(setting);
    if (given.isPresent()) {
      return given;
    }
    var text = setting.fallback().compute().apply(this).value();
    return text.isEmpty()
        ? Optional.empty()
        : Optional.of(setting.type().parser().apply(text, home));
  }

  /// The text of another setting, as a default.
  Setting.Text sameAs(Setting<?> other) {
    var text = environment.get(other).map(Environment.Given::text).orElse("");
    return given(other).isEmpty() ? Setting.Text.NONE : new Setting.Text(text, "default: " + other);
  }

  /// As `caravel config` prints it.
  Setting.Text shown(Setting<?> setting) {
    var text =
        environment
            .get(setting)
            .map(given -> new Setting.Text(given.text(), given.origin()))
            .orElseGet(() -> setting.fallback().compute().apply(this));
    var isHidden = setting.has(Setting.Trait.Mark.SECRET) && !text.origin().equals("default");
    return isHidden && !text.value().isEmpty() ? new Setting.Text("set", text.origin()) : text;
  }

  private <T> Optional<T> given(Setting<T> setting) {
    try {
      return environment.get(setting).map(given -> parse(setting, given));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private void check(Setting<?> setting, Faults faults) {
    environment
        .get(setting)
        .ifPresent(given -> {
          try {
            parse(setting, given);
          } catch (IllegalArgumentException wrong) {
            faults.fault(
                setting,
                said(setting, given) + reason(wrong),
                "right is " + setting.type().right());
          }
        });
  }

  private static <T> T parse(Setting<T> setting, Environment.Given given) {
    return setting.type().parser().apply(given.text(), given.folder());
  }

  private static String said(Setting<?> setting, Environment.Given given) {
    return setting.has(Setting.Trait.Mark.SECRET)
        ? "its value is not right"
        : "“" + given.text() + "” is not right";
  }

  private static String reason(IllegalArgumentException wrong) {
    var message = wrong.getMessage();
    return message == null || message.isEmpty() ? "" : " (" + message + ")";
  }
}
