package caravel.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  ConfigCommand(ProcessContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    var command = engine ? Setting.Command.ENGINE : Setting.Command.SERVE;
    var outcome = context.read(command);
    context.say("Mode: " + (outcome.config().isDemo() ? "demo" : "production"));
    rows(outcome.shown(), command).forEach(context::say);
    return context.accepts(outcome.faults()) ? 0 : Main.EXIT_REFUSED;
  }

  private static List<String> rows(
      Map<Setting, SettingParser.Shown> shown, Setting.Command command) {
    var rows = new ArrayList<String>();
    for (var setting : Setting.values()) {
      if (!setting.readBy(command)) {
        continue;
      }
      var row = shown.getOrDefault(setting, new SettingParser.Shown("", "not set"));
      var notes = new ArrayList<String>();
      notes.add(row.origin());
      if (row.origin().startsWith("not set") && !setting.offWithout().isEmpty()) {
        notes.add(setting.offWithout());
      }
      if (!setting.notInThisVersion().isEmpty()) {
        notes.add("not in this version: " + setting.notInThisVersion());
      }
      var value = row.value().isEmpty() ? "–" : row.value();
      rows.add("%-24s %-44s %s".formatted(setting, value, String.join("; ", notes)));
    }
    return rows;
  }
}
