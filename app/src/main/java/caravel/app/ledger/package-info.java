/// Every fact that billing saw and everything that followed, line by line, for whoever wants to
/// check it: `docs/ledger.md` says what the lines mean.
@NullMarked
package caravel.app.ledger;

import org.jspecify.annotations.NullMarked;
