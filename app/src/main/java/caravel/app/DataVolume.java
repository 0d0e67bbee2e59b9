package caravel.app;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Watches the free space of the volume that holds `DATA_DIR`.
final class DataVolume {
  /// Below this, commits of the control plane may soon fail.
  static final long FREE_BYTES_MIN = 64L * 1024 * 1024;

  private final LongSupplier freeBytes;

  /// @param freeBytes measures the free space at each call
  DataVolume(LongSupplier freeBytes) {
    this.freeBytes = freeBytes;
  }

  /// The volume that holds a folder.
  static DataVolume of(Path folder) {
    return new DataVolume(() -> folder.toFile().getUsableSpace());
  }

  /// An error message for the operator if the volume is almost full.
  Optional<String> fault() {
    return freeBytes.getAsLong() >= FREE_BYTES_MIN
        ? Optional.empty()
        : Optional.of(
            "less than " + FREE_BYTES_MIN / (1024 * 1024) + " MiB are free where DATA_DIR is");
  }
}
