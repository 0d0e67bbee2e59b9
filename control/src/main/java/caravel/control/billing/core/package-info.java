/// What is owed, decided purely: values in, values out; no tables, no clock, no network.
@NullMarked
package caravel.control.billing.core;

import org.jspecify.annotations.NullMarked;
