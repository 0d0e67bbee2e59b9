@NullMarked
package caravel.invite;

import org.jspecify.annotations.NullMarked;
