/// Nostr Wallet Connect (NIP-47) as values and codecs for both sides: connection, requests,
/// answers, notifications.
@NullMarked
package caravel.nostr.nwc;

import org.jspecify.annotations.NullMarked;
