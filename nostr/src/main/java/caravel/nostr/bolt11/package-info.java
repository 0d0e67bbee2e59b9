/// Lightning invoices (BOLT 11) as values: parsed with a checked signature, written and signed.
@NullMarked
package caravel.nostr.bolt11;

import org.jspecify.annotations.NullMarked;
