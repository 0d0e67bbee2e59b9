/// What can be wrong with a request, without any notion of HTTP. `caravel.control.http` turns it
/// into an answer.
@NullMarked
package caravel.control.problem;

import org.jspecify.annotations.NullMarked;
