/// Errors of requests, independent of HTTP. `caravel.control.http` writes them as responses.
@NullMarked
package caravel.control.problem;

import org.jspecify.annotations.NullMarked;
