/// Where the control plane's database is.
@NullMarked
package caravel.app.database;

import org.jspecify.annotations.NullMarked;
