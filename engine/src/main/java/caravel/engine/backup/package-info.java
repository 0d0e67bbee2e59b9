/// Ships what the commits of all relays change to the backup, and restores relays from it.
@NullMarked
package caravel.engine.backup;

import org.jspecify.annotations.NullMarked;
