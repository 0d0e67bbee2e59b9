/// The relay host that uses zooid's management API.
@NullMarked
package caravel.control.hosting.zooid;

import org.jspecify.annotations.NullMarked;
