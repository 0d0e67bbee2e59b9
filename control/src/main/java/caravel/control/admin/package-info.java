/// The deployment as a whole: its public facts, and the operators' view.
@NullMarked
package caravel.control.admin;

import org.jspecify.annotations.NullMarked;
