package caravel.control.backup;

import org.jspecify.annotations.Nullable;

/// The backup as the operator sees it.
///
/// @param control the backup of the control database
/// @param relays the backup of the relays, which are files of this server or mirrors
/// @param lastDrill null = none has ended yet
/// @param drillFault a sentence if the drills do not prove the backup; `""` = they do, or none has
///   ended yet
public record BackupReport(
    BackupStatus control, RelayBackupStatus relays, @Nullable Drill lastDrill, String drillFault) {}
