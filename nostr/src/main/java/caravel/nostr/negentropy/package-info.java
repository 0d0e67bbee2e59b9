/// Negentropy (NIP-77), protocol version 1: two sides find out which events one of them lacks,
/// without sending the ids of all others.
@NullMarked
package caravel.nostr.negentropy;

import org.jspecify.annotations.NullMarked;
