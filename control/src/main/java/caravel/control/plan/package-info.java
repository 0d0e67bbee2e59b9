/// What a relay may cost and hold: the catalogue of plans.
@NullMarked
package caravel.control.plan;

import org.jspecify.annotations.NullMarked;
