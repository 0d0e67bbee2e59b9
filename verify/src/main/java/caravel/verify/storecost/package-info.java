/// Measures what the statements of the engine's store cost on a database.
@NullMarked
package caravel.verify.storecost;

import org.jspecify.annotations.NullMarked;
