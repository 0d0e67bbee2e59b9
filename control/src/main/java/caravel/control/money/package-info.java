/// Amounts with their unit. Names no business noun.
@NullMarked
package caravel.control.money;

import org.jspecify.annotations.NullMarked;
