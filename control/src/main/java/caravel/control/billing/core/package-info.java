/// Pure billing decisions: no tables, no clock, no network.
@NullMarked
package caravel.control.billing.core;

import org.jspecify.annotations.NullMarked;
