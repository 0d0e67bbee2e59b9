/// Amounts with their unit. Independent of all other domain packages.
@NullMarked
package caravel.control.money;

import org.jspecify.annotations.NullMarked;
