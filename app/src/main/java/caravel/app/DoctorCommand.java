package caravel.app;

import caravel.app.doctor.Doctor;
import caravel.app.doctor.Finding;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `caravel doctor`: compares the settings with the outside world and says what to do.
@Command(
    name = "doctor",
    description = {
      "Checks names, certificates, the proxy, the clock, the disk, zooid, the wallet, Stripe and",
      "the robot's relays, and says what to do. It changes nothing, and may run beside the server.",
      "Exit code 0: no fault; 1: a fault was found; 2: a setting is wrong."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class DoctorCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final int EXIT_FAULT = 1;

  private static final String FRESH =
      "This is a demo that was not started yet: run `caravel`, then `caravel doctor` beside it.";

  private final ProcessContext context;

  @Option(names = "--json", description = "one JSON array instead of text")
  private boolean json;

  DoctorCommand(ProcessContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    var outcome = context.read(Setting.Command.SERVE);
    var reports = new ArrayList<Doctor.Report>();
    reports.add(new Doctor.Report("settings", settings(outcome)));
    if (isFreshDemo(outcome.config())) {
      reports.add(new Doctor.Report("start", List.of(Finding.note(FRESH))));
    } else if (outcome.faults().none()) {
      try (var wiring = new WiringDoctor(outcome.config(), context.clock())) {
        reports.addAll(new Doctor(LIMIT).run(wiring.checks()));
      }
    }
    new FindingPrinter(context, json).print(reports);
    if (!outcome.faults().none()) {
      return Main.EXIT_REFUSED;
    }
    return FindingPrinter.worst(reports) == Finding.Level.FAULT ? EXIT_FAULT : 0;
  }

  /// A demo makes its keys at its first start, and this command changes nothing.
  private static boolean isFreshDemo(Config config) {
    return config.isDemo() && !Files.isDirectory(config.storage().keys());
  }

  private static List<Finding> settings(Config.Outcome outcome) {
    var findings = new ArrayList<Finding>();
    outcome.faults().all().forEach(line -> findings.add(Finding.fault(line, "")));
    outcome.faults().warnings().forEach(line -> findings.add(Finding.warning(line, "")));
    if (findings.isEmpty()) {
      var mode = outcome.config().isDemo() ? "a demo" : "production";
      findings.add(Finding.ok("They are complete, for " + mode + "."));
    }
    return findings;
  }
}
