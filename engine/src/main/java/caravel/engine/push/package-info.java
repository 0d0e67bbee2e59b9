/// Push notifications (NIP-9a): the subscriptions of members, and their delivery to callbacks.
@NullMarked
package caravel.engine.push;

import org.jspecify.annotations.NullMarked;
