/// Measures how much a lost machine costs: the changes that are not in the backup, and the time
/// until relays answer again.
@NullMarked
package caravel.verify.restoretime;

import org.jspecify.annotations.NullMarked;
