/// Wallets over Nostr (NIP-47), as the client that asks them: the platform's wallet over a
/// conversation that lasts, tenants' wallets over one for each question.
@NullMarked
package caravel.control.payment.nwc;

import org.jspecify.annotations.NullMarked;
