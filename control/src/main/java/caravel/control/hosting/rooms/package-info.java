/// The rooms of relays (NIP-29 groups) for their owners: the list, changes and members.
@NullMarked
package caravel.control.hosting.rooms;

import org.jspecify.annotations.NullMarked;
