package caravel.control.backup;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A relay that a drill restored from the backup and compared with the original.
///
/// @param schema of the relay's data
/// @param restoredTo time of the last change in the restored relay; null = it could not be restored
/// @param fault a sentence for the operator; `""` = the relay was complete
public record TestedRelay(
    String schema, Instant testedAt, @Nullable Instant restoredTo, String fault) {
  /// Whether the restored relay was complete and sound.
  public boolean isGood() {
    return fault.isEmpty();
  }
}
