package caravel.app;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A variable that the program reads. [Settings] declares all of them.
final class Setting<T> {
  private final String name;
  private final SettingType<T> type;
  private final Default fallback;
  private final String help;
  private final List<Trait> traits;

  /// @param help its meaning, for the table in `README.md`
  Setting(String name, SettingType<T> type, Default fallback, String help, Trait... traits) {
    this.name = name;
    this.type = type;
    this.fallback = fallback;
    this.help = help;
    this.traits = List.of(traits);
  }

  String name() {
    return name;
  }

  SettingType<T> type() {
    return type;
  }

  Default fallback() {
    return fallback;
  }

  /// Its own name, then the other names under which the command reads it.
  List<String> names(Command command) {
    var names = new ArrayList<String>();
    names.add(name);
    for (var trait : traits) {
      switch (trait) {
        case Trait.Alias(var other) -> names.add(other);
        case Trait.ZooidName(var other) when command == Command.ENGINE -> names.add(other);
        case Trait.ZooidName _, Trait.DelayedEvents _, Trait.Mark _ -> {}
      }
    }
    return names;
  }

  boolean isReadBy(Command command) {
    return switch (command) {
      case ENGINE -> !has(Trait.Mark.SERVE_ONLY);
      case SERVE -> !has(Trait.Mark.ENGINE_ONLY);
    };
  }

  boolean has(Trait.Mark mark) {
    return traits.contains(mark);
  }

  /// The feature it belongs to if this version does not have it yet; otherwise empty.
  String laterFeature() {
    return traits.stream()
        .map(trait -> trait instanceof Trait.DelayedEvents(var feature) ? feature : "")
        .filter(feature -> !feature.isEmpty())
        .findFirst()
        .orElse("");
  }

  /// Its row in the table of `README.md`.
  String tableRow() {
    var alias = new StringBuilder();
    for (var trait : traits) {
      switch (trait) {
        case Trait.Alias(var other) -> alias.append("; also read as `%s`".formatted(other));
        case Trait.ZooidName(var other) ->
            alias.append("; `caravel engine` also reads `%s`".formatted(other));
        case Trait.DelayedEvents _, Trait.Mark _ -> {}
      }
    }
    return "| `%s` | %s | %s%s |".formatted(name, fallback.shown(), help, alias);
  }

  @Override
  public String toString() {
    return name;
  }

  /// The command that reads the settings: `engine` also knows zooid's own names.
  enum Command {
    SERVE,
    ENGINE
  }

  /// The value of a setting that is not given.
  ///
  /// @param shown as in the table of `README.md`
  /// @param without what is off while there is no value; `""` = nothing
  record Default(String shown, Function<SettingValues, Text> compute, String without) {
    static Default of(String text) {
      return computed("`" + text + "`", _ -> text);
    }

    static Default computed(String shown, Function<SettingValues, String> compute) {
      return new Default(shown, values -> new Text(compute.apply(values), "default"), "");
    }

    static Default none() {
      return off("");
    }

    static Default off(String without) {
      return new Default("–", _ -> Text.NONE, without);
    }

    /// A demo gets another default than production, where something is off without a value.
    static Default inDemo(String shown, Function<SettingValues, Text> demo, String without) {
      return new Default(
          "demo: " + shown, values -> values.isDemo() ? demo.apply(values) : Text.NONE, without);
    }

    /// A demo creates the key when it starts; production uses the robot's.
    static Default robotKey() {
      return new Default(
          "`ROBOT_SECRET`; demo: created",
          values -> values.isDemo() ? Text.CREATED : values.sameAs(Settings.ROBOT_SECRET),
          "");
    }

    /// A demo uses the relay of its own engine.
    static Default systemRelay(String without) {
      return inDemo(
          "its own relay",
          values ->
              new Text(
                  "ws://localhost:" + values.get(Settings.ENGINE_PORT),
                  "demo: the embedded system relay"),
          without);
    }

    static Default inDataDir(String folder) {
      return computed(
          "`<DATA_DIR>/" + folder + "`",
          values -> values.get(Settings.DATA_DIR).resolve(folder).toString());
    }
  }

  /// A value as it was written, or as a default computes it.
  ///
  /// @param value trimmed; `""` = none
  /// @param origin in words, for `caravel config`
  record Text(String value, String origin) {
    static final Text NONE = new Text("", "not set");
    static final Text CREATED = new Text("", "demo: created at the first start");
  }

  /// A property that only some settings have.
  sealed interface Trait {
    /// An older name that is read as well.
    record Alias(String name) implements Trait {}

    /// A name of zooid's own, which only `caravel engine` reads.
    record ZooidName(String name) implements Trait {}

    /// The feature is not in this version. The value is checked all the same.
    record DelayedEvents(String feature) implements Trait {}

    /// A property without a value.
    enum Mark implements Trait {
      /// The value is never printed.
      SECRET,
      /// Without it, production does not start.
      REQUIRED,
      /// Without it, production starts with a warning that says what is off.
      RECOMMENDED,
      SERVE_ONLY,
      ENGINE_ONLY
    }

    static Trait alias(String name) {
      return new Alias(name);
    }

    static Trait zooid(String name) {
      return new ZooidName(name);
    }

    static Trait later(String feature) {
      return new DelayedEvents(feature);
    }
  }

  /// Adds a setting to a list and returns it, so that a declaration is one expression.
  static <T> Setting<T> declare(List<Setting<?>> all, Setting<T> setting) {
    all.add(setting);
    return setting;
  }

  /// The table of `README.md`: every setting whose feature this version has.
  static List<String> table() {
    var rows = new ArrayList<>(List.of("| Variable | Default | Meaning |", "|---|---|---|"));
    Settings.all().stream()
        .filter(setting -> setting.laterFeature().isEmpty())
        .forEach(setting -> rows.add(setting.tableRow()));
    return rows;
  }
}
