package caravel.control.backup;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The result of a drill, which restores the backup to prove that it can be.
///
/// @param ok whether the restored database was complete and sound
/// @param message one sentence for the operator
/// @param rpo from a commit until it was in the backup; null = it never was
/// @param rto from the start of the restore until the database was checked; null = there was none
public record Drill(
    Instant endedAt, boolean ok, String message, @Nullable Duration rpo, @Nullable Duration rto) {}
