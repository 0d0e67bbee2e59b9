package caravel.app;

import caravel.app.doctor.Doctor;
import caravel.app.doctor.Finding;
import caravel.nostr.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Prints the findings of `caravel doctor` and `caravel upgrade`, as text or as one JSON array.
final class FindingPrinter {
  private final ProcessContext context;
  private final boolean json;

  FindingPrinter(ProcessContext context, boolean json) {
    this.context = context;
    this.json = json;
  }

  void print(List<Doctor.Report> reports) {
    if (json) {
      context.say(Json.mapper().writeValueAsString(rows(reports)));
    } else {
      reports.forEach(this::printText);
    }
  }

  /// The worst level of all findings.
  static Finding.Level worst(List<Doctor.Report> reports) {
    return reports.stream()
        .flatMap(report -> report.findings().stream())
        .map(Finding::level)
        .max(Finding.Level::compareTo)
        .orElse(Finding.Level.OK);
  }

  private void printText(Doctor.Report report) {
    for (var finding : report.findings()) {
      context.say(
          "%-8s %-12s %s".formatted(word(finding.level()), report.check(), finding.sentence()));
      if (!finding.action().isEmpty()) {
        context.say(" ".repeat(22) + finding.action());
      }
    }
  }

  private static List<Map<String, String>> rows(List<Doctor.Report> reports) {
    var rows = new ArrayList<Map<String, String>>();
    for (var report : reports) {
      for (var finding : report.findings()) {
        rows.add(
            Map.of(
                "check", report.check(),
                "level", word(finding.level()),
                "sentence", finding.sentence(),
                "action", finding.action()));
      }
    }
    return rows;
  }

  private static String word(Finding.Level level) {
    return level.name().toLowerCase(Locale.ROOT);
  }
}
