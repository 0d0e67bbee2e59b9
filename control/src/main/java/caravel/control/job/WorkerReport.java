package caravel.control.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a worker tells the operator about itself.
///
/// @param lastRun when its last round ended, null before the first
/// @param lastError what its last failed round said, `""` when none ever failed
/// @param lastErrorAt null when none ever failed
public record WorkerReport(
    String name, @Nullable Instant lastRun, String lastError, @Nullable Instant lastErrorAt) {}
