/// Backup of the control plane's database: ships its log, restores it, and proves each night that a
/// restore works.
@NullMarked
package caravel.control.backup;

import org.jspecify.annotations.NullMarked;
