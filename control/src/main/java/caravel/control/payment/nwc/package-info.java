/// A client for wallets over Nostr (NIP-47). The platform's wallet has a lasting conversation, a
/// tenant's wallet one for each request.
@NullMarked
package caravel.control.payment.nwc;

import org.jspecify.annotations.NullMarked;
