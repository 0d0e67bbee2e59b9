/// Lightning invoices (BOLT 11) as values: read with their signature checked, written and signed.
@NullMarked
package caravel.nostr.bolt11;

import org.jspecify.annotations.NullMarked;
