package caravel.app;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `caravel config`: every setting with its value, its origin, and the features that are off
/// without it.
@Command(
    name = "config",
    description =
        "Prints every setting with its value (secrets as “set”), where it came from, and what is"
            + " off because of it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ConfigCommand implements Callable<Integer> {
  private final ProcessContext context;

  @Option(names = "--engine", description = "as `caravel engine` reads them")
  private boolean engine;

  @Option(names = "--table", description = "the table of all settings in README.md")
  private boolean table;

  ConfigCommand(ProcessContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    var command = engine ? Setting.Command.ENGINE : Setting.Command.SERVE;
    if (table) {
      Setting.table().forEach(context::say);
      return 0;
    }
    var outcome = context.read(command);
    context.say("Mode: " + (outcome.config().isDemo() ? "demo" : "production"));
    rows(outcome.values()).forEach(context::say);
    return context.accepts(outcome.faults()) ? 0 : Main.EXIT_REFUSED;
  }

  private static List<String> rows(SettingValues values) {
    var rows = new ArrayList<String>();
    for (var setting : Settings.all()) {
      if (!setting.isReadBy(values.command())) {
        continue;
      }
      var shown = values.shown(setting);
      var notes = new ArrayList<String>();
      notes.add(shown.origin());
      if (shown.equals(Setting.Text.NONE) && !setting.fallback().without().isEmpty()) {
        notes.add(setting.fallback().without());
      }
      if (!setting.laterFeature().isEmpty()) {
        notes.add("not in this version: " + setting.laterFeature());
      }
      var value = shown.value().isEmpty() ? "–" : shown.value().replace("\n", "\\n");
      rows.add("%-24s %-44s %s".formatted(setting, value, String.join("; ", notes)));
    }
    return rows;
  }
}
