/// Measures the end of a month: a database full of tenants, and the real billing on it.
@NullMarked
package caravel.verify.monthend;

import org.jspecify.annotations.NullMarked;
