/// Invite codes of relays, with an end and a number of uses.
@NullMarked
package caravel.control.hosting.invites;

import org.jspecify.annotations.NullMarked;
