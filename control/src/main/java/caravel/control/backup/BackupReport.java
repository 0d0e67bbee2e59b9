package caravel.control.backup;

import org.jspecify.annotations.Nullable;

/// The backup as the operator sees it.
///
/// @param lastDrill null = none has ended yet
/// @param drillFault a sentence if the drills do not prove the backup; `""` = they do, or none has
///   ended yet
public record BackupReport(BackupStatus status, @Nullable Drill lastDrill, String drillFault) {}
