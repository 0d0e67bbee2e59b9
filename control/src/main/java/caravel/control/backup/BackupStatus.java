package caravel.control.backup;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// State of the control database's backup, for the operator.
///
/// @param place where the backup is
/// @param fault why nothing is shipped now; `""` = it is
/// @param lag age of the oldest commit that is not in the backup; zero = all are
/// @param shippedAt when the last object was stored by this process; null = none yet
/// @param baseAt when the last whole copy was made by this process; null = none yet
/// @param warning what the operator should know although the backup works; `""` = nothing
public record BackupStatus(
    String place,
    String fault,
    Duration lag,
    @Nullable Instant shippedAt,
    @Nullable Instant baseAt,
    String warning) {}
