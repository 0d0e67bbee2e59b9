/// The connections to a PostgreSQL server, and the lease of the one process that uses a database.
@NullMarked
package caravel.control.db.postgres;

import org.jspecify.annotations.NullMarked;
