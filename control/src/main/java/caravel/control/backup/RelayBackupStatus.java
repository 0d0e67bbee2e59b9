package caravel.control.backup;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// State of the relays' backup, for the operator.
///
/// @param fault why changes are not shipped, or what else fails now; `""` = nothing
/// @param lag age of the oldest change that is not in the backup; zero = all are
/// @param shippedAt when changes were last stored by this process; null = none yet
public record RelayBackupStatus(String fault, Duration lag, @Nullable Instant shippedAt) {}
