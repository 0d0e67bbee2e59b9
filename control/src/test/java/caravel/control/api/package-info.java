/// The whole API on a real server and a real database, checked against its contract.
@NullMarked
package caravel.control.api;

import org.jspecify.annotations.NullMarked;
