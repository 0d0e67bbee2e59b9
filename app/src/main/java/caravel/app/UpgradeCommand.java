package caravel.app;

import caravel.app.database.DatabaseLocation;
import caravel.app.doctor.Check;
import caravel.app.doctor.Doctor;
import caravel.app.doctor.Finding;
import caravel.app.upgrade.BackupAgeCheck;
import caravel.app.upgrade.DatabaseCheck;
import caravel.app.upgrade.RelayFilesCheck;
import caravel.control.admin.SecretStore;
import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `caravel upgrade --check`: tells before an upgrade whether it will succeed.
@Command(
    name = "upgrade",
    description = {
      "Tells whether this program can take over the data of another version, which may still run:",
      "settings, tables, space, the relays' files and the backup. Migrates a copy to try it.",
      "It changes nothing in DATA_DIR. The upgrade itself is the first start of the new program.",
      "Exit code 0: ready; 1: look at the warnings and faults first; 2: a setting is wrong."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class UpgradeCommand implements Callable<Integer> {
  /// Time for the trial on a large database.
  private static final Duration LIMIT = Duration.ofHours(2);

  private static final int EXIT_ATTENTION = 1;

  private final ProcessContext context;

  @Option(names = "--check", description = "Required: there is nothing else to do.")
  private boolean check;

  @Option(names = "--json", description = "one JSON array instead of text")
  private boolean json;

  @Option(
      names = "--work",
      paramLabel = "FOLDER",
      description = "Where the trial copies the database. Default: the system's temporary folder.")
  private Path work = Path.of(System.getProperty("java.io.tmpdir"));

  UpgradeCommand(ProcessContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (!check) {
      throw new RefusedException(
          "upgrade: the first start of a new program upgrades. To try it before, use --check");
    }
    if (!Files.isDirectory(work)) {
      throw new RefusedException("--work: " + work + " is not a folder");
    }
    var outcome = context.read(Setting.Command.SERVE);
    var reports = new ArrayList<Doctor.Report>();
    reports.add(new Doctor.Report("program", List.of(Finding.ok("Caravel " + Version.text()))));
    reports.add(new Doctor.Report("settings", settings(outcome)));
    if (outcome.faults().none()) {
      reports.addAll(new Doctor(LIMIT).run(checks(outcome.config())));
    }
    new FindingPrinter(context, json).print(reports);
    if (!outcome.faults().none()) {
      return Main.EXIT_REFUSED;
    }
    return FindingPrinter.worst(reports).compareTo(Finding.Level.WARNING) >= 0 ? EXIT_ATTENTION : 0;
  }

  /// A feature that is off without a setting is off in the old version too: no reason to wait.
  private static List<Finding> settings(Config.Outcome outcome) {
    var findings = new ArrayList<Finding>();
    outcome.faults().all().forEach(line -> findings.add(Finding.fault(line, "")));
    outcome.faults().warnings().forEach(line -> findings.add(Finding.note(line)));
    if (outcome.faults().none()) {
      findings.add(Finding.ok("A start accepts them."));
    }
    findings.addAll(SettingChanges.sincePrevious().findings(outcome.values()));
    return findings;
  }

  private List<Check> checks(Config config) {
    return List.of(
        new Check("database", () -> database(config)),
        new Check("relays", () -> relays(config)),
        new Check("backup", () -> backup(config)));
  }

  private List<Finding> database(Config config) throws IOException, InterruptedException {
    return switch (config.storage().database()) {
      case DatabaseLocation.File(var path) ->
          new DatabaseCheck(path, work, context.clock(), db -> checkSecrets(config, db)).ask();
      case DatabaseLocation.Server _ ->
          List.of(
              Finding.note(
                  "The database is on a PostgreSQL server. The first start migrates its tables; make"
                      + " a copy before."));
    };
  }

  private static void checkSecrets(Config config, Db db) {
    var keys = ServerKeys.storedEncryption(config);
    if (!keys.isEmpty()) {
      new StoredDataCheck(config).checkSecrets(new SecretStore(db, new SecretBox(keys)));
    }
  }

  private static List<Finding> relays(Config config) throws IOException {
    return switch (config.hosting().zooid()) {
      case Config.Zooid.Embedded _ ->
          new RelayFilesCheck(config.hosting().engine().folders()).ask();
      case Config.Zooid.Remote(var api, _) ->
          List.of(Finding.note("The relays are at the zooid of " + api + "."));
    };
  }

  private static List<Finding> backup(Config config) throws IOException {
    if (config.storage().backup().target() == null) {
      return List.of(
          Finding.note("BACKUP_URL is not set. Copy DATA_DIR while the server is stopped."));
    }
    try (var objects = OpenedBackup.of(config)) {
      return new BackupAgeCheck(objects, config.storage().databaseFile()).ask();
    } catch (RefusedException refused) {
      return List.of(Finding.warning(refused.getMessage() + ".", "Correct the settings."));
    }
  }
}
