/// The Nostr protocol as values and codecs, without sockets, SQL or clocks.
@NullMarked
package caravel.nostr;

import org.jspecify.annotations.NullMarked;
