/// Refusals of a request, independent of HTTP. `caravel.control.http` turns it into an answer.
@NullMarked
package caravel.control.problem;

import org.jspecify.annotations.NullMarked;
