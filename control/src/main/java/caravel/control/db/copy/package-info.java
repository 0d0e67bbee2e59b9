/// Copying the control plane's data to another database.
@NullMarked
package caravel.control.db.copy;

import org.jspecify.annotations.NullMarked;
