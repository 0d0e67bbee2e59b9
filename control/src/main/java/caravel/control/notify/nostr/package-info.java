/// The delivery of notices over Nostr relays.
@NullMarked
package caravel.control.notify.nostr;

import org.jspecify.annotations.NullMarked;
