package caravel.app.upgrade;

import caravel.app.doctor.Finding;
import caravel.engine.EngineSettings;
import caravel.engine.config.ConfigDraft;
import caravel.engine.store.RelayFileFormat;
import caravel.nostr.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Whether the engine of this program can read every relay's configuration and events.
public final class RelayFilesCheck {
  /// Faults that are listed one by one.
  private static final int FAULTS_MAX = 10;

  private final EngineSettings.Folders folders;

  public RelayFilesCheck(EngineSettings.Folders folders) {
    this.folders = folders;
  }

  public List<Finding> ask() throws IOException {
    var configs = files(folders.config());
    var events =
        files(folders.relays()).stream()
            .filter(file -> file.toString().endsWith(RelayFileFormat.SUFFIX))
            .toList();
    var findings = new ArrayList<Finding>();
    for (var file : configs) {
      config(file, findings);
    }
    for (var file : events) {
      events(file, findings);
    }
    if (findings.isEmpty()) {
      return List.of(
          Finding.ok(
              "%d relay configurations and %d event files have the format of this program."
                  .formatted(configs.size(), events.size())));
    }
    return List.copyOf(findings.subList(0, Math.min(FAULTS_MAX, findings.size())));
  }

  private static void config(Path file, List<Finding> findings) throws IOException {
    try {
      var _ = ConfigDraft.ofToml(Files.readString(file)).checked();
    } catch (MalformedException wrong) {
      findings.add(
          Finding.warning(
              "The configuration %s is not used: %s.".formatted(file, wrong.getMessage()),
              "Restore its former version, or remove it."));
    }
  }

  private static void events(Path file, List<Finding> findings) {
    try {
      var format = RelayFileFormat.read(file);
      if (format.isPresent() && format.getAsLong() != RelayFileFormat.CURRENT) {
        findings.add(
            Finding.fault(
                "The events in %s have format %d; this program reads format %d."
                    .formatted(file, format.getAsLong(), RelayFileFormat.CURRENT),
                "Use the program that wrote them."));
      }
    } catch (SQLException unreadable) {
      findings.add(
          Finding.fault(
              "The events in %s cannot be read: %s.".formatted(file, unreadable.getMessage()),
              "Restore the relay: caravel restore --relay (docs/backup-relays.md)."));
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
