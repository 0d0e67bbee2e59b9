/// The ledger: every fact of billing and its results, line by line, for audits. `docs/ledger.md`
/// describes the lines.
@NullMarked
package caravel.app.ledger;

import org.jspecify.annotations.NullMarked;
