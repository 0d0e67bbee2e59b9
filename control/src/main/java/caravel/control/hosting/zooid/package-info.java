/// The relay host that speaks zooid's management API.
@NullMarked
package caravel.control.hosting.zooid;

import org.jspecify.annotations.NullMarked;
