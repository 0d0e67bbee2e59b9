/// Money: what is owed by history, how it is collected, and what people are told of it.
@NullMarked
package caravel.control.billing;

import org.jspecify.annotations.NullMarked;
