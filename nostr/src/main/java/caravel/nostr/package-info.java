/// The Nostr protocol as values and codecs: no sockets, no SQL, no clock.
@NullMarked
package caravel.nostr;

import org.jspecify.annotations.NullMarked;
