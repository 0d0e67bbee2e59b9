/// Invite codes of relays, with an end and a number of uses, and the page that an invite link
/// opens.
@NullMarked
package caravel.control.hosting.invites;

import org.jspecify.annotations.NullMarked;
