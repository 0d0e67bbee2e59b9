/// Wallets over Nostr (NIP-47) as values and codecs: connection, requests, answers, notifications,
/// for both sides.
@NullMarked
package caravel.nostr.nwc;

import org.jspecify.annotations.NullMarked;
