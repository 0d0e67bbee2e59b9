/// The teams of relays, and the transfer of a relay to another owner.
@NullMarked
package caravel.control.relay.team;

import org.jspecify.annotations.NullMarked;
