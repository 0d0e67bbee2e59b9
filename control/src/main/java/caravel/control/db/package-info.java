/// The control plane's database: one writer, some readers, migrations, and secrets at rest.
@NullMarked
package caravel.control.db;

import org.jspecify.annotations.NullMarked;
