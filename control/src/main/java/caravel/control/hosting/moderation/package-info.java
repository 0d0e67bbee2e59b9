/// Moderation of relays by their owners: stored messages, reports of members, and removed messages.
@NullMarked
package caravel.control.hosting.moderation;

import org.jspecify.annotations.NullMarked;
