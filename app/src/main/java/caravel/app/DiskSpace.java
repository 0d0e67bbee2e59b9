package caravel.app;

import java.nio.file.Path;
import java.util.Optional;

/// Watches the free space of the volume that holds `DATA_DIR`.
final class DiskSpace {
  /// Below this, commits of the control plane are about to fail.
  static final long FREE_BYTES_MIN = 64L * 1024 * 1024;

  private final Path folder;

  DiskSpace(Path folder) {
    this.folder = folder;
  }

  /// A sentence for the operator if the volume is almost full.
  Optional<String> fault() {
    var free = folder.toFile().getUsableSpace();
    return free >= FREE_BYTES_MIN
        ? Optional.empty()
        : Optional.of(
            "less than " + FREE_BYTES_MIN / (1024 * 1024) + " MiB are free where DATA_DIR is");
  }
}
