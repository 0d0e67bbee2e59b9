/// The deployment as a whole: what everybody may know of it, and what its operators see.
@NullMarked
package caravel.control.admin;

import org.jspecify.annotations.NullMarked;
