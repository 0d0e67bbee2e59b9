/// How long the end of a month takes: a database full of tenants, and the real billing on it.
@NullMarked
package caravel.app.monthend;

import org.jspecify.annotations.NullMarked;
