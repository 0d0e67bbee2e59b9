/// The relays that notices travel over.
@NullMarked
package caravel.control.notify.nostr;

import org.jspecify.annotations.NullMarked;
